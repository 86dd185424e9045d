import AudioCapture
import Buffers
import Foundation
import Testing

/// A small corpus of made-up voices on disk, a recipe that learns it in no time, and the program run on them.
struct Laboratory {
  static let labels = ["neutral", "sad", "angry"]
  static let speakers = ["ann", "bob", "eve", "tom"]
  static let clipCount = 24

  /// Where the corpus and the recipe lie.
  let folder: URL

  var manifest: String { folder.appendingPathComponent("corpus/manifest.csv").path }
  var recipe: String { folder.appendingPathComponent("tiny.json").path }

  /// The corpus of all tests, made once.
  static let shared = Result { try Laboratory() }

  private init() throws {
    folder = URL(fileURLWithPath: Executable.path).deletingLastPathComponent()
      .appendingPathComponent("test-laboratory")
    try? FileManager.default.removeItem(at: folder)
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("corpus"), withIntermediateDirectories: true)
    var rows = ["path,corpus,speaker,gender,emotion,sentence"]
    for (index, speaker) in Self.speakers.enumerated() {
      for (label, emotion) in Self.labels.enumerated() {
        for take in 0..<2 {
          let name = "\(speaker)-\(emotion)-\(take).wav"
          let voice = Voice(
            pitch: [150.0, 120, 190, 170][index] * [1, 0.9, 1.2][label], level: [0.2, 0.06, 0.5][label],
            syllableRate: [4, 2.5, 6][label], darkness: [1, 2.5, 0][label],
            seed: UInt64(index * 100 + label * 10 + take))
          try SoundFiles.wav(voice.samples(), rate: 16_000).write(
            to: folder.appendingPathComponent("corpus/\(name)"))
          rows.append(
            "\(name),made,\(speaker),\(index % 2 == 0 ? "female" : "male"),\(emotion),\(take)")
        }
      }
    }
    try (rows.joined(separator: "\n") + "\n").write(
      to: folder.appendingPathComponent("corpus/manifest.csv"), atomically: true, encoding: .utf8)
    try Self.recipe().write(
      to: folder.appendingPathComponent("tiny.json"), atomically: true, encoding: .utf8)
  }

  /// A recipe, with `training` (JSON members) added to its training part.
  static func recipe(_ training: String = "") -> String {
    """
    {
      "name": "tiny", "summary": "For tests.", "labels": ["neutral", "sad", "angry"],
      "network": {
        "input": {"bins": 64, "channels": 1},
        "layers": [
          {"type": "maxPool", "size": [4, 4]}, {"type": "convolution", "filters": 4, "kernel": [3, 3], "bias": false},
          {"type": "batchNormalization"}, {"type": "elu"}, {"type": "flatten"}, {"type": "dropout", "rate": 0.1},
          {"type": "lstm", "units": 4}, {"type": "meanPool"}, {"type": "dense", "units": 3}
        ]
      },
      "training": {\(training.isEmpty ? "" : training + ", ")"epochCount": 2, "batchSize": 4, "learningRate": 1e-2,
        "cropRowCount": 48}
    }
    """
  }

  /// A new folder with a manifest of the corpus's clips and `rows` of its own.
  func folder(adding rows: [String] = []) throws -> URL {
    let folder = try temporaryFolder()
    let own = try String(contentsOfFile: manifest, encoding: .utf8).split(separator: "\n").map(String.init)
    let corpus = self.folder.appendingPathComponent("corpus").path
    let lines = [own[0]] + own.dropFirst().map { "\(corpus)/\($0)" } + rows
    try (lines.joined(separator: "\n") + "\n").write(
      to: folder.appendingPathComponent("manifest.csv"), atomically: true, encoding: .utf8)
    return folder
  }

  /// The words of a training in 12 epochs, which writes `m.safetensors` in the working directory.
  var training: [String] {
    ["train", recipe, "--data", manifest, "--output", "m.safetensors", "--epochs", "12", "--seed", "3"]
      + ["--threads", "1"]
  }

  /// The folder in which ``training`` has run to its end, undisturbed.
  static let trained = Result { () throws -> (folder: URL, outcome: Executable.Outcome) in
    let laboratory = try shared.get()
    let folder = laboratory.folder.appendingPathComponent("trained")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return (
      folder,
      try Executable.runBare(laboratory.training + ["--report", "report"], folder: folder)
    )
  }
}

/// A voice that never says the same twice.
private struct Voice {
  var pitch: Double
  var level: Double
  var syllableRate: Double
  /// How fast the harmonics fall: it is by this that the labels can be told, whoever speaks.
  var darkness: Double
  var seed: UInt64

  /// 1.1 s of mono samples at 16 kHz, most of them voiced.
  func samples() -> [Float] {
    var samples = Speech.noise(count: 17_600, amplitude: 2e-4, seed: seed &+ 1)
    let random = Speech.noise(count: 64, amplitude: 1, seed: seed &* 7919 &+ 5).map(Double.init)
    var phase = 0.0
    var syllable = 0.0
    for index in 1600..<16_000 {
      let time = Double(index) / 16_000
      // Pitch and pace wander, otherwise for each clip.
      let place = time * 10
      let step = min(Int(place), 30)
      let wander = random[step] + (random[step + 1] - random[step]) * (place - Double(step))
      phase += 2 * .pi * pitch * (1 + 0.2 * wander) / 16_000
      syllable += .pi * syllableRate * (1 + 0.5 * random[32 + step]) / 16_000
      let loudness = 0.2 + 0.8 * sin(syllable) * sin(syllable)
      var value = 0.0
      for harmonic in 1...8 {
        let weight = 0.3 + 0.7 * abs(random[(step / 2 + harmonic * 5) % 64])
        value += weight * sin(Double(harmonic) * phase) / pow(Double(harmonic), darkness)
      }
      samples[index] += Float(0.3 * level * loudness * value)
    }
    return samples
  }
}
