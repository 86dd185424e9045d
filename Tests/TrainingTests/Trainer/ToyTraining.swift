import Foundation
import Testing

@testable import Network
@testable import Training

/// Three classes of short tones as sound files, and a small network that can learn them.
final class ToyTraining {
  let folder: TemporaryFolder
  let train: [LabeledClip]
  let validation: [LabeledClip]
  let store: MelStore

  static let labels = ["low", "middle", "high"]

  /// Makes `clipCount` clips; every fourth one is for validation.
  init(clipCount: Int = 32) throws {
    let folder = try TemporaryFolder()
    var random = SeededGenerator(seed: 11)
    let clips = try (0..<clipCount).map { index in
      let label = index % 3
      let path = folder.path + "/clip-\(index).wav"
      try Self.wave(label: label, &random).write(to: URL(fileURLWithPath: path))
      return LabeledClip(
        clip: Clip(path: path, corpus: "toy", speaker: "toy-\(index % 4)", emotion: Self.labels[label]),
        labelIndex: label)
    }
    self.folder = folder
    validation = clips.enumerated().filter { $0.offset % 4 == 3 }.map(\.element)
    train = clips.enumerated().filter { $0.offset % 4 != 3 }.map(\.element)
    store = try MelStore(
      paths: clips.map(\.clip.path), options: Self.recipe().frontEnd.logMel, speeds: [1], threadCount: 1)
  }

  /// 0.4 s of a trembling tone in noise, after a little silence: 16-bit mono at 16 kHz.
  private static func wave(label: Int, _ random: inout SeededGenerator) -> Data {
    let pitch = [250.0, 800, 2500][label] * random.nextDouble(in: 0.85...1.15)
    let samples = (0..<9600).map { index -> Int16 in
      let seconds = Double(index) / 16_000
      let loudness = index < 1600 || index >= 8000 ? 0 : 0.4 + 0.2 * sin(2 * .pi * 6 * seconds)
      let value = loudness * sin(2 * .pi * pitch * seconds) + 0.004 * random.nextNormal()
      return Int16((value * 32_000).rounded())
    }
    var data = Data()
    func put(_ text: String) { data.append(contentsOf: text.utf8) }
    func put<Number: FixedWidthInteger>(_ number: Number) {
      withUnsafeBytes(of: number.littleEndian) { data.append(contentsOf: $0) }
    }
    put("RIFF")
    put(UInt32(36 + 2 * samples.count))
    put("WAVEfmt ")
    put(UInt32(16))
    put(UInt16(1))
    put(UInt16(1))
    put(UInt32(16_000))
    put(UInt32(32_000))
    put(UInt16(2))
    put(UInt16(16))
    put("data")
    put(UInt32(2 * samples.count))
    for sample in samples { put(sample) }
    return data
  }

  /// A recipe with `options` (JSON members) added to its training part.
  static func recipe(_ options: String = "", epochCount: Int = 4) throws -> Recipe {
    let text = """
      {
        "name": "toy", "labels": ["low", "middle", "high"],
        "network": {
          "input": {"bins": 16, "channels": 1},
          "layers": [
            {"type": "convolution", "filters": 4, "kernel": [3, 3], "bias": false},
            {"type": "batchNormalization"}, {"type": "maxPool", "size": [2, 4]}, {"type": "elu"},
            {"type": "flatten"}, {"type": "dropout", "rate": 0.2}, {"type": "lstm", "units": 6, "skip": true},
            {"type": "attentionPool"}, {"type": "dense", "units": 3}
          ]
        },
        "training": {\(options)\(options.isEmpty ? "" : ", ")"epochCount": \(epochCount), "batchSize": 6, "cropRowCount": 24},
        "augmentation": {"gainDeviation": 3, "noiseProbability": 0.5, "timeMaskCount": 1, "timeMaskWidth": 4}
      }
      """
    var recipe = try JSONDecoder().decode(Recipe.self, from: Data(text.utf8))
    recipe.frontEnd.logMel.melCount = 16
    return recipe
  }

  func makeTrainer(
    _ options: String = "", epochCount: Int = 4, seed: UInt64 = 5, threadCount: Int = 1,
    isValidated: Bool = true
  ) throws -> Trainer {
    try Trainer(
      recipe: Self.recipe(options, epochCount: epochCount), train: train,
      validation: isValidated ? validation : [], store: store,
      seed: seed, threadCount: threadCount)
  }
}

extension Trainer {
  /// Trains `count` epochs, or all that are left.
  func train(epochs count: Int = .max) throws {
    var done = 0
    while !isFinished, done < count {
      _ = try #require(try trainEpoch { _, _ in true })
      done += 1
    }
  }

  /// Bytes of everything that is learnt, remembered and averaged.
  func stateBytes() throws -> [String: [UInt32]] {
    try checkpoint().tensors.mapValues { $0.values.elements.map(\.bitPattern) }
  }
}
