import Buffers
import Network

extension Trainer {
  /// Trains the next epoch; there must be one left, and the one before must not have been stopped.
  ///
  /// - Parameter progress: called after every step with the share of the epoch done and the mean loss so far;
  ///   false stops the training: the epoch does not count, and this trainer is of no more use but through `restore`.
  /// - Returns: the epoch's report, or nil if it was stopped.
  /// - Errors: `diverged`.
  public func trainEpoch(progress: (Double, Double) -> Bool) throws(TrainingError) -> EpochReport? {
    precondition(!isFinished, "the training is finished")
    precondition(!isInsideEpoch, "the epoch before was stopped")
    let clock = ContinuousClock()
    let start = clock.now
    let epoch = history.count
    let batches = builder.batches(epoch: epoch)
    let schedule = LearningRateSchedule(recipe.training, batchCount: batches.count, history: history)
    let buffers = (input: Activation(), gradient: Activation())
    var tally = TrainerTally(classCount: recipe.labels.count)
    var rate: Float = 0
    isInsideEpoch = true
    for (index, batch) in batches.enumerated() {
      rate = schedule.rate(at: optimizer.stepCount)
      try step(batch, epoch: epoch, learningRate: rate, buffers.input, buffers.gradient, &tally)
      if !progress(Double(index + 1) / Double(batches.count), tally.loss) { return nil }
    }
    for (_, tensor) in learner.tensors where !tensor.values.elements.allSatisfy(\.isFinite) {
      throw .diverged(epoch: epoch + 1)
    }
    var report = EpochReport(
      epoch: epoch + 1, learningRate: rate, loss: tally.loss, accuracy: tally.accuracy,
      binaryAccuracy: recipe.training.loss == .binaryCrossEntropy ? tally.binaryAccuracy : nil,
      commonAnswer: tally.commonAnswer, seconds: 0)
    try validate(&report)
    report.collapse = Collapse(history + [report])
    report.seconds = (clock.now - start) / .seconds(1)
    history.append(report)
    isInsideEpoch = false
    keepBest()
    return report
  }

  private func step(
    _ batch: [Int], epoch: Int, learningRate: Float, _ input: Activation, _ gradient: Activation,
    _ tally: inout TrainerTally
  ) throws(TrainingError) {
    try builder.fill(input, indices: batch, epoch: epoch, workers: workers)
    var targets = batch.map { index in
      ClipTarget(labelIndex: builder.clips[index].labelIndex, weight: clipWeights[index])
    }
    if recipe.training.mixup > 0 {
      var random = SeededGenerator(seed: seed, stream: 5, UInt64(optimizer.stepCount))
      Mixup(alpha: recipe.training.mixup).mix(input, &targets, &random)
    }
    let context = PassContext(
      workers: workers, isTraining: true,
      seed: SeededGenerator.number(seed: seed, stream: 4, UInt64(optimizer.stepCount)))
    let logits = learner.forward(input, context)
    var score = loss.evaluate(logits: logits, targets: targets, gradient: gradient)
    score.loss += learner.regularizationLoss
    guard score.loss.isFinite else { throw .diverged(epoch: epoch + 1) }
    learner.backward(gradient, context)
    learner.addRegularizationGradient()
    let norm = optimizer.step(
      learningRate: learningRate, normLimit: recipe.training.gradientNormLimit)
    guard norm.isFinite else { throw .diverged(epoch: epoch + 1) }
    average?.follow(step: optimizer.stepCount)
    tally.add(score, targets: targets)
  }

  /// Scores the validation clips, if there are any, with the network that would be saved.
  private func validate(_ report: inout EpochReport) throws(TrainingError) {
    guard let validation else { return }
    let plain = SequenceLoss(kind: loss.kind, labelSmoothing: loss.labelSmoothing)
    let tally = validation.tally(of: network, loss: plain, workers: workers)
    let lossSum = tally.loss + network.regularizationLoss
    guard lossSum.isFinite else { throw .diverged(epoch: report.epoch) }
    report.validationUAR = tally.uar
    report.validationLoss = lossSum
    report.validationAccuracy = tally.accuracy
    report.validationCommonAnswer = tally.commonAnswer
    if loss.kind == .binaryCrossEntropy { report.validationBinaryAccuracy = tally.binaryAccuracy }
  }

  /// Remembers the weights of a best epoch, and takes them up again at the end.
  private func keepBest() {
    guard recipe.training.earlyStopping?.restoresBest == true else { return }
    if bestEpoch == history.count { bestTensors = network.copyTensors() }
    guard isFinished, let bestTensors else { return }
    for (name, tensor) in network.tensors {
      guard let best = bestTensors[name] else { continue }
      tensor.values.base.update(from: best.values.base, count: tensor.values.count)
    }
  }
}

extension SeededGenerator {
  /// One number of a sequence of its own.
  static func number(seed: UInt64, stream first: UInt64, _ second: UInt64) -> UInt64 {
    var generator = SeededGenerator(seed: seed, stream: first, second)
    return generator.next()
  }
}
