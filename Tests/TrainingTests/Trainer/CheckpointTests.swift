import Buffers
import Foundation
import Testing

@testable import Network
@testable import Training

@Suite("Checkpoints")
struct CheckpointTests {
  @Test(
    "let an interrupted training end with the same bits as an unbroken one",
    arguments: [
      "",
      #""optimizer": {"kind": "sgd", "momentum": 0.9, "nesterov": true}, "schedule": {"kind": "step", "epochCount": 1}"#,
      #""optimizer": {"kind": "nadam"}, "weightAverageDecay": 0.9, "mixup": 0.4, "earlyLossShare": 0.3"#,
      #""optimizer": {"kind": "rmsprop", "centered": true, "momentum": 0.5}, "classWeights": "balanced""#,
      #""optimizer": {"kind": "adadelta"}, "loss": "binaryCrossEntropy""#,
      """
      "learningRate": 0.2, "schedule": {"kind": "plateau", "factor": 0.5, "patience": 1, "minimum": 0.01},
      "weightAverageDecay": 0.5, "earlyStopping": {"patience": 3}
      """,
    ])
  func resumesBitByBit(options: String) throws {
    let toy = try ToyTraining()
    let unbroken = try toy.makeTrainer(options)
    try unbroken.train()
    for stop in 1...2 {
      let first = try toy.makeTrainer(options)
      try first.train(epochs: stop)
      let bytes = try first.checkpoint().encoded()
      // Half an epoch more, which is lost.
      #expect(try first.trainEpoch { share, _ in share < 0.5 } == nil)
      let second = try toy.makeTrainer(options, threadCount: 2)
      try second.restore(SafeTensors(bytes: bytes), path: "toy")
      #expect(second.history == Array(first.history))
      try second.train()
      #expect(try second.stateBytes() == unbroken.stateBytes())
      #expect(second.history.map(\.loss) == unbroken.history.map(\.loss))
      #expect(second.history.map(\.learningRate) == unbroken.history.map(\.learningRate))
      #expect(second.history.map(\.validationLoss) == unbroken.history.map(\.validationLoss))
      #expect(second.bestEpoch == unbroken.bestEpoch)
    }
  }

  @Test("keep their contents while the training goes on")
  func isCopy() throws {
    let trainer = try ToyTraining().makeTrainer()
    try trainer.train(epochs: 1)
    let kept = try trainer.checkpoint()
    let before = kept.encoded()
    try trainer.train(epochs: 1)
    #expect(kept.encoded() == before)
    #expect(try trainer.checkpoint().encoded() != before)
  }

  @Test("of another recipe, seed, data or format are refused, each by its name")
  func refusesForeign() throws {
    let toy = try ToyTraining()
    let trainer = try toy.makeTrainer()
    try trainer.train(epochs: 1)
    let file = try trainer.checkpoint()
    func refusal(_ trainer: Trainer, _ change: (inout SafeTensors) -> Void = { _ in }) throws -> String {
      var changed = file
      change(&changed)
      let before = try trainer.stateBytes()
      let error = #expect(throws: TrainingError.self) { try trainer.restore(changed, path: "x") }
      #expect(try trainer.stateBytes() == before)
      guard case .checkpoint("x", let reason) = error else {
        return "another error: \(String(describing: error))"
      }
      return reason
    }
    #expect(try refusal(toy.makeTrainer(#""labelSmoothing": 0.2"#)).contains("another recipe"))
    #expect(try refusal(toy.makeTrainer(#""optimizer": {"kind": "adam"}"#)).contains("another recipe"))
    #expect(try refusal(toy.makeTrainer(seed: 9)).contains("another seed"))
    #expect(try refusal(toy.makeTrainer(isValidated: false)).contains("other clips"))
    #expect(try refusal(ToyTraining(clipCount: 36).makeTrainer()).contains("other clips"))
    let same = try toy.makeTrainer()
    #expect(try refusal(same) { $0.metadata = [:] }.contains("not a checkpoint"))
    #expect(try refusal(same) { $0.metadata["format"] = "liveser-model-1" }.contains("not a checkpoint"))
    #expect(try refusal(same) { $0.metadata["format"] = "liveser-checkpoint-1" }.contains("another version"))
    #expect(try refusal(same) { $0.metadata["recipe"] = #"{"name": 1}"# }.contains("another version"))
    #expect(try refusal(same) { $0.metadata["stepCount"] = "1" }.contains("epochs and steps"))
    #expect(try refusal(same) { $0.metadata["stepCount"] = "many" }.contains("epochs and steps"))
    #expect(try refusal(same) { $0.metadata["history"] = "[{" }.contains("history"))
    #expect(try refusal(same) { $0.metadata["history"] = nil }.contains("history"))
    let memory = "optimizer.first.layers.0.weight"
    #expect(try refusal(same) { $0.tensors[memory] = nil }.contains("lacks the tensor \(memory)"))
    #expect(try refusal(same) { $0.tensors["layers.0.weight"] = nil }.contains("lacks the tensor"))
    #expect(try refusal(same) { $0.tensors["odd"] = $0.tensors[memory] }.contains("odd"))
    #expect(try refusal(same) { $0.tensors[memory]?.shape = [36] }.contains("another shape"))
    #expect(
      try refusal(same) { file in
        let broken = AlignedBuffer(file.tensors[memory]!.values.elements)
        broken[1] = .nan
        file.tensors[memory]!.values = broken
      }.contains("no number"))
    try same.restore(file, path: "x")
    #expect(try same.stateBytes() == trainer.stateBytes())
  }

  @Test("of an earlier version, which had fewer options, are taken up")
  func earlierVersion() throws {
    let toy = try ToyTraining()
    let trainer = try toy.makeTrainer()
    try trainer.train(epochs: 1)
    var file = try trainer.checkpoint()
    let text = try #require(file.metadata["recipe"])
    let earlier = text.replacing(#""equalizerDeviation":0,"#, with: "")
    try #require(earlier != text)
    file.metadata["recipe"] = earlier
    let other = try toy.makeTrainer()
    try other.restore(file, path: "x")
    #expect(try other.stateBytes() == trainer.stateBytes())
  }

  @Test("cut short or overwritten anywhere are refused, or read as numbers; nothing crashes")
  func refusesDamage() throws {
    let toy = try ToyTraining(clipCount: 16)
    let trainer = try toy.makeTrainer()
    try trainer.train(epochs: 1)
    let bytes = try trainer.checkpoint().encoded()
    for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 97)) {
      #expect(throws: SafeTensorsError.self) { try SafeTensors(bytes: bytes.prefix(length)) }
    }
    var random = SeededGenerator(seed: 3)
    let other = try toy.makeTrainer()
    for _ in 0..<150 {
      var damaged = bytes
      for _ in 0..<8 {
        damaged[random.nextIndex(below: bytes.count / 3)] = UInt8(random.nextIndex(below: 256))
      }
      guard let file = try? SafeTensors(bytes: damaged) else { continue }
      do throws(TrainingError) {
        try other.restore(file, path: "x")
      } catch {
        guard case .checkpoint = error else {
          Issue.record("\(error)")
          continue
        }
      }
    }
  }
}
