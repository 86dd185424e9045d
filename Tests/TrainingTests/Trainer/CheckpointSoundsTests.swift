import Buffers
import Foundation
import Testing

@testable import Network
@testable import Training

@Suite("Checkpoints of trainings with noises and rooms")
struct CheckpointSoundsTests {
  private let toy: ToyTraining

  init() throws {
    toy = try ToyTraining(clipCount: 16)
  }

  private func noise(_ level: Float, rowCount: Int = 40) -> MelRows {
    let values = (0..<(16 * rowCount)).map { level * Float($0 % 7 + 1) }
    return MelRows(power: AlignedBuffer(values), melCount: 16)
  }

  /// A training in which `change` has been made to the augmentation.
  private func trainer(
    noises: [MelRows] = [], store: MelStore? = nil, _ change: (inout AugmentationOptions) -> Void
  ) throws -> Trainer {
    var recipe = try ToyTraining.recipe(epochCount: 2)
    change(&recipe.augmentation)
    return try Trainer(
      recipe: recipe, train: toy.train, validation: toy.validation, store: store ?? toy.store, noises: noises,
      seed: 5, threadCount: 1)
  }

  /// Why `trainer` does not take `file` up; nil where it does.
  private func refusal(_ trainer: Trainer, _ file: SafeTensors) throws -> String? {
    do throws(TrainingError) {
      try trainer.restore(file, path: "x")
      return nil
    } catch {
      guard case .checkpoint("x", let reason) = error else { throw error }
      return reason
    }
  }

  @Test("go on with the same noises and no others, unless the recipe takes none")
  func noises() throws {
    func trainer(_ noises: [MelRows], share: Float = 1) throws -> Trainer {
      try self.trainer(noises: noises) { $0.noiseProbability = share }
    }
    let first = try trainer([noise(1), noise(2)])
    try first.train(epochs: 1)
    let file = try first.checkpoint()
    #expect(try refusal(trainer([noise(1), noise(2)]), file) == nil)
    let others = [
      [noise(1)], [noise(2), noise(1)], [noise(1), noise(3)], [noise(1), noise(2, rowCount: 41)], [],
    ]
    for noises in others {
      #expect(try refusal(trainer(noises), file) == "belongs to other noises or rooms")
    }
    let quiet = try trainer([noise(1)], share: 0)
    try quiet.train(epochs: 1)
    #expect(try refusal(trainer([], share: 0), quiet.checkpoint()) == nil)
  }

  /// The clips, and a copy of each in a room that makes it so much louder.
  private func store(gain: Float) throws -> MelStore {
    var store = toy.store
    try store.addRoomCopies(
      of: toy.train.map(\.clip.path), copyCount: 1, threadCount: 1,
      samples: { (path, _) throws(TrainingError) in
        try ClipDecoder.samples(path: path, sampleRate: 16_000).map { gain * $0 }
      })
    return store
  }

  @Test("go on in the same rooms and no others; those of an earlier version go on in any")
  func rooms() throws {
    func trainer(_ store: MelStore?) throws -> Trainer {
      try self.trainer(store: store) {
        $0.noiseProbability = 0
        $0.roomProbability = 0.5
      }
    }
    let first = try trainer(store(gain: 0.5))
    try first.train(epochs: 1)
    var file = try first.checkpoint()
    #expect(try refusal(trainer(store(gain: 0.5)), file) == nil)
    for other in [try store(gain: 0.25), nil] {
      #expect(try refusal(trainer(other), file) == "belongs to other noises or rooms")
    }
    file.metadata["sounds"] = nil
    #expect(try refusal(trainer(store(gain: 0.25)), file) == nil)
  }

  @Test("of windows go on with the same noises in the copies and no others")
  func windows() throws {
    let text = """
      {"name": "toy", "labels": ["low", "middle", "high"],
       "input": {"kind": "mfcc", "sampleRate": 16000, "fftSize": 512, "hopLength": 320, "melCount": 24,
         "coefficientCount": 12},
       "network": {"input": {"bins": 12, "channels": 1},
         "layers": [{"type": "lstm", "units": 4, "returns": "last"}, {"type": "dense", "units": 3}]},
       "training": {"epochCount": 2, "batchSize": 6},
       "augmentation": {"copies": [{"noiseRatio": 10, "noise": "recorded"}]}}
      """
    let recipe = try JSONDecoder().decode(Recipe.self, from: Data(text.utf8))
    func trainer(_ noises: [[Float]]) throws -> Trainer {
      let store = try WindowStore(
        paths: (toy.train + toy.validation).map(\.clip.path), recipe: recipe,
        backgrounds: .init(noises: noises), threadCount: 1)
      return try Trainer(
        recipe: recipe, train: toy.train, validation: toy.validation, store: toy.store, windows: store,
        seed: 5, threadCount: 1)
    }
    let hum = (0..<16_000).map { Float($0 % 160) / 160 - 0.5 }
    let first = try trainer([hum])
    try first.train(epochs: 1)
    let file = try first.checkpoint()
    #expect(try refusal(trainer([hum]), file) == nil)
    let whistle = (0..<16_000).map { $0 % 4 < 2 ? Float(0.5) : -0.5 }
    #expect(try refusal(trainer([whistle]), file) == "belongs to other noises or rooms")
  }
}
