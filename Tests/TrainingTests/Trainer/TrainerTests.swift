import Foundation
import Testing

@testable import Network
@testable import Training

@Suite("Trainer")
struct TrainerTests {
  @Test("learns, and reports rate, loss, accuracy and validation of every epoch")
  func learnsAndReports() throws {
    let trainer = try ToyTraining().makeTrainer(#""learningRate": 0.02"#, epochCount: 30)
    try trainer.train()
    #expect(trainer.history.map(\.epoch) == Array(1...30))
    let (first, last) = (trainer.history[0], trainer.history[29])
    #expect(last.loss < first.loss - 0.3)
    #expect(try #require(last.validationLoss) < (try #require(first.validationLoss)) - 0.2)
    #expect(try #require(last.validationUAR) > 0.6)
    #expect(try #require(last.validationAccuracy) > 0.6)
    #expect(first.learningRate == 0.01 && trainer.history[1].learningRate == 0.02)
    #expect(last.learningRate < 1e-3)
    #expect(last.binaryAccuracy == nil && last.validationBinaryAccuracy == nil)
    #expect(last.seconds > 0)
  }

  @Test(
    "gives the same weights, bit for bit, on one thread and on two",
    arguments: ["", #""optimizer": {"kind": "nadam"}, "weightAverageDecay": 0.9, "mixup": 0.3"#])
  func doesNotDependOnThreads(options: String) throws {
    let toy = try ToyTraining()
    let (one, two) = (try toy.makeTrainer(options), try toy.makeTrainer(options, threadCount: 2))
    try one.train(epochs: 2)
    try two.train(epochs: 2)
    #expect(try one.stateBytes() == two.stateBytes())
    let other = try toy.makeTrainer(options, seed: 6)
    try other.train(epochs: 2)
    #expect(try one.stateBytes() != other.stateBytes())
  }

  @Test("refuses a training whose epochs have no step")
  func noSteps() throws {
    #expect(throws: TrainingError.tooFew(protocolName: "toy", what: "clips an epoch", needed: 2, found: 1)) {
      try ToyTraining().makeTrainer(#""clipsPerEpoch": {"toy": 1}"#)
    }
  }

  @Test("says so when the training diverges", arguments: ["sgd", "adamW"])
  func divergence(kind: String) throws {
    let trainer = try ToyTraining().makeTrainer(
      #""optimizer": {"kind": "\#(kind)"}, "schedule": {"kind": "constant"}, "gradientNormLimit": 1e6"#)
    trainer.learner.parameters[0].parameter.value[0] = .infinity
    #expect(throws: TrainingError.diverged(epoch: 1)) { try trainer.train() }
  }

  @Test("averages weights and statistics; the average is what is validated and saved")
  func averages() throws {
    let toy = try ToyTraining()
    let trainer = try toy.makeTrainer(#""weightAverageDecay": 0.95"#)
    let plain = try toy.makeTrainer()
    try trainer.train(epochs: 2)
    try plain.train(epochs: 2)
    #expect(trainer.network !== trainer.learner)
    for (name, tensor) in plain.network.tensors {
      let learnt = try #require(trainer.learner.tensors[name])
      #expect(learnt.values.elements.elementsEqual(tensor.values.elements), "\(name)")
    }
    let mean = try #require(trainer.network.tensors["layers.1.runningMean"])
    #expect(
      !mean.values.elements.elementsEqual(trainer.learner.tensors["layers.1.runningMean"]!.values.elements))
    let scorer = try #require(trainer.validation)
    let loss = SequenceLoss(labelSmoothing: 0.1)
    let tally = scorer.tally(of: trainer.network, loss: loss, workers: trainer.workers)
    #expect(trainer.history[1].validationLoss == tally.loss)
    #expect(tally.loss != scorer.tally(of: trainer.learner, loss: loss, workers: trainer.workers).loss)
  }

  @Test("stops early, and ends with the weights of the best epoch")
  func stopsEarly() throws {
    let trainer = try ToyTraining().makeTrainer(
      #""learningRate": 0.3, "schedule": {"kind": "constant"}, "earlyStopping": {"patience": 2}"#,
      epochCount: 40)
    var bytes: [[UInt32]] = []
    while !trainer.isFinished {
      _ = try #require(try trainer.trainEpoch { _, _ in true })
      bytes.append(trainer.network.parameters.flatMap { $0.parameter.value.elements.map(\.bitPattern) })
    }
    #expect(trainer.stoppedEarly)
    let losses = trainer.history.compactMap(\.validationLoss)
    let best = try #require(losses.indices.min { losses[$0] < losses[$1] })
    #expect(trainer.bestEpoch == best + 1)
    #expect(losses.count == best + 3)
    #expect(bytes.last == bytes[best])
    #expect(bytes.last != bytes[best + 1])
  }

  @Test("tells binary accuracy where outputs are binary, beside that of the classes")
  func binaryLoss() throws {
    let trainer = try ToyTraining().makeTrainer(
      #""learningRate": 0.02, "loss": "binaryCrossEntropy""#, epochCount: 20)
    try trainer.train()
    let last = trainer.history[19]
    #expect(last.loss < trainer.history[0].loss - 0.1)
    #expect(try #require(last.binaryAccuracy) > 0.6)
    #expect(try #require(last.validationBinaryAccuracy) > 0.6)
    #expect(try #require(last.validationUAR) > 0.5)
  }

  @Test("mixes clips, and learns all the same")
  func mixup() throws {
    let trainer = try ToyTraining().makeTrainer(#""learningRate": 0.02, "mixup": 0.2"#, epochCount: 30)
    try trainer.train()
    #expect(try #require(trainer.history[29].validationUAR) > 0.6)
  }

  @Test("adds the layers' L2 terms to losses and gradients")
  func regularizes() throws {
    let toy = try ToyTraining()
    func train(l2: Float) throws -> Trainer {
      var recipe = try ToyTraining.recipe(#""learningRate": 0.01"#)
      let last = recipe.network.layers.count - 1
      recipe.network.layers[last] = .dense(units: 3, l2: l2)
      let trainer = try Trainer(
        recipe: recipe, train: toy.train, validation: toy.validation, store: toy.store, seed: 5,
        threadCount: 1)
      try trainer.train()
      return trainer
    }
    func squares(_ trainer: Trainer) throws -> Double {
      let weights = try #require(trainer.network.parameters.first { $0.name == "layers.8.weight" })
      return weights.parameter.value.elements.reduce(0) { $0 + Double($1) * Double($1) }
    }
    let (plain, regular) = (try train(l2: 0), try train(l2: 10))
    #expect(try squares(regular) < 0.7 * squares(plain))
    let tally = try #require(regular.validation).tally(
      of: regular.network, loss: SequenceLoss(labelSmoothing: 0.1), workers: regular.workers)
    let added = try #require(regular.history[3].validationLoss) - tally.loss
    #expect(abs(added - 10 * (try squares(regular))) < 1e-5)
    #expect(regular.history[0].loss > plain.history[0].loss + 1)
  }

  @Test("weighs classes: a class of weight nothing is not learnt")
  func classWeights() throws {
    let trainer = try ToyTraining().makeTrainer(
      #""learningRate": 0.02, "labelSmoothing": 0, "classWeights": {"middle": 0, "high": 0}"#, epochCount: 15)
    try trainer.train()
    let last = trainer.history[14]
    #expect(last.commonAnswer.labelIndex == 0)
    #expect(last.commonAnswer.answerShare > 0.95)
    let collapse = try #require(last.collapse)
    #expect(collapse.answer.labelIndex == 0 && collapse.isOnValidation && collapse.epochCount >= 3)
    #expect(trainer.history[0].collapse == nil)
    let balanced = try ToyTraining().makeTrainer(#""classWeights": "balanced""#)
    #expect(balanced.clipWeights.allSatisfy { $0 == 1 } && !balanced.clipWeights.isEmpty)
  }
}

@Suite("Collapse")
struct CollapseTests {
  private func history(_ answers: [(Int, Double, Double)]) -> [EpochReport] {
    answers.enumerated().map { index, answer in
      var result = report(epoch: index + 1)
      result.commonAnswer = CommonAnswer(labelIndex: answer.0, answerShare: answer.1, clipShare: answer.2)
      return result
    }
  }

  @Test("is told after three epochs of one class, and not before")
  func threeEpochs() {
    #expect(Collapse(history([(1, 0.9, 0.2), (1, 0.9, 0.2)])) == nil)
    let collapse = Collapse(history([(0, 0.9, 0.2), (1, 0.9, 0.2), (1, 0.81, 0.2), (1, 1, 0.2)]))
    #expect(collapse?.epochCount == 3)
    #expect(collapse?.isOnValidation == false)
    #expect(collapse?.answer.labelIndex == 1)
  }

  @Test("is not told where the class is common, the share small, or the class changes")
  func notTold() {
    #expect(Collapse(history(Array(repeating: (1, 0.9, 0.5), count: 3))) == nil)
    #expect(Collapse(history(Array(repeating: (1, 0.8, 0.2), count: 3))) == nil)
    #expect(Collapse(history([(1, 0.9, 0.2), (0, 0.9, 0.2), (1, 0.9, 0.2)])) == nil)
    #expect(Collapse(history([(1, 0.9, 0.2), (1, 0.9, 0.2), (1, 0.9, 0.2), (1, 0.3, 0.2)])) == nil)
    #expect(Collapse([]) == nil)
  }
}
