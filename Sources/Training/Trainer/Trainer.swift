import Buffers
import Network

/// What one epoch gave.
public struct EpochReport: Sendable, Equatable, Codable {
  /// Epoch, counted from 1.
  public var epoch: Int
  /// Mean training loss.
  public var loss: Double
  /// Share of training crops told right, while they were learnt from.
  public var accuracy: Double
  /// UAR on the validation clips; nil without any.
  public var validationUAR: Double?
  /// Seconds the epoch took.
  public var seconds: Double
}

/// Trains one network on one set of clips.
///
/// Same recipe, clips and seed give the same weights, bit for bit, whatever the number of threads.
public final class Trainer {
  /// What the network is trained from.
  public let recipe: Recipe
  /// The network, with the weights reached so far.
  public let network: LayeredNetwork
  /// Every finished epoch.
  public private(set) var history: [EpochReport] = []
  /// Seed of the run.
  public let seed: UInt64

  let optimizer: AdamW
  private let builder: BatchBuilder
  private let validation: ClipScorer?
  private let workers: WorkerPool
  private let loss: SequenceLoss

  /// Prepares a training.
  ///
  /// - Parameter store: mel power of all clips at the recipe's speeds.
  /// - Parameter noises, rooms: what the augmentation mixes in; may be empty.
  /// - Errors: `recipe` where the network cannot be built.
  public init(
    recipe: Recipe, train: [LabeledClip], validation: [LabeledClip], store: MelStore, noises: [MelRows] = [],
    rooms: [MelRows] = [], seed: UInt64, threadCount: Int
  ) throws(TrainingError) {
    self.recipe = recipe
    self.seed = seed
    LinearAlgebra.useCallingThreadOnly()
    workers = WorkerPool(threadCount: threadCount)
    do {
      network = try LayeredNetwork(recipe.network, seed: seed)
    } catch {
      throw .recipe(path: recipe.name, place: "network", reason: "\(error)")
    }
    builder = try BatchBuilder(
      recipe: recipe, clips: train, store: store,
      augmenter: Augmenter(
        options: recipe.augmentation, frontEnd: recipe.frontEnd, noises: noises, rooms: rooms), seed: seed,
      workers: workers)
    self.validation =
      validation.isEmpty ? nil : try ClipScorer(recipe: recipe, clips: validation, store: store)
    optimizer = AdamW(network.parameters, weightDecay: recipe.training.weightDecay)
    loss = SequenceLoss(
      labelSmoothing: recipe.training.labelSmoothing, earlyShare: recipe.training.earlyLossShare,
      earlyStart: recipe.training.earlyLossStart)
  }

  /// Sets the state reached by an earlier run of the same training.
  func restore(history: [EpochReport], stepCount: Int) {
    self.history = history
    optimizer.stepCount = stepCount
  }

  /// Whether all epochs are done.
  public var isFinished: Bool { history.count >= recipe.training.epochCount }

  /// Trains the next epoch.
  ///
  /// - Parameter progress: called after every step with the share of the epoch done and the mean loss so far;
  ///   false stops the training, and the epoch does not count.
  /// - Returns: the epoch's report, or nil if it was stopped.
  /// - Errors: `diverged`.
  public func trainEpoch(progress: (Double, Double) -> Bool) throws(TrainingError) -> EpochReport? {
    let clock = ContinuousClock()
    let start = clock.now
    let epoch = history.count
    let batches = builder.batches(epoch: epoch)
    let schedule = WarmUpCosine(
      peak: recipe.training.learningRate,
      warmUpStepCount: Int(recipe.training.warmUpEpochCount * Double(batches.count)),
      stepCount: recipe.training.epochCount * batches.count)
    let input = Activation()
    let gradient = Activation()
    var lossSum = 0.0
    var correctCount = 0
    var seen = 0
    for (index, batch) in batches.enumerated() {
      try builder.fill(input, indices: batch, epoch: epoch, workers: workers)
      let context = PassContext(
        workers: workers, isTraining: true,
        seed: SeededGenerator.number(seed: seed, stream: 4, UInt64(optimizer.stepCount)))
      let logits = network.forward(input, context)
      let (batchLoss, correct) = loss.evaluate(
        logits: logits, labels: batch.map { builder.clips[$0].labelIndex }, gradient: gradient)
      guard batchLoss.isFinite else { throw .diverged(epoch: epoch + 1) }
      network.backward(gradient, context)
      optimizer.step(
        learningRate: schedule.rate(at: optimizer.stepCount), normLimit: recipe.training.gradientNormLimit)
      lossSum += batchLoss * Double(batch.count)
      correctCount += correct
      seen += batch.count
      if !progress(Double(index + 1) / Double(batches.count), lossSum / Double(seen)) { return nil }
    }
    let report = EpochReport(
      epoch: epoch + 1, loss: lossSum / Double(max(1, seen)),
      accuracy: Double(correctCount) / Double(max(1, seen)),
      validationUAR: validation.map { $0.recall(of: network, workers: workers) },
      seconds: (clock.now - start) / .seconds(1))
    history.append(report)
    return report
  }
}

extension SeededGenerator {
  /// One number of a sequence of its own.
  static func number(seed: UInt64, stream first: UInt64, _ second: UInt64) -> UInt64 {
    var generator = SeededGenerator(seed: seed, stream: first, second)
    return generator.next()
  }
}
