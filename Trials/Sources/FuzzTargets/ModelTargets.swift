import Buffers
import Foundation
import Network

@testable import Recognition

extension FuzzTarget {
  /// The bytes of a model file.
  static let model = FuzzTarget(name: "model") { data in
    guard let model = try? EmotionModel(bytes: data, path: "input") else { return }
    listen(with: model)
  }

  /// The texts of a model file as one JSON object, with tensors that fit its network: what lies behind the checks of the
  /// bytes.
  static let network = FuzzTarget(name: "network") { data in
    guard let parsed = try? JSONSerialization.jsonObject(with: data), let parts = parsed as? [String: Any]
    else { return }
    var file = SafeTensors()
    for (key, value) in parts {
      if let text = value as? String {
        file.metadata[key] = text
      } else if let bytes = try? JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed) {
        file.metadata[key] = String(decoding: bytes, as: UTF8.self)
      }
    }
    let description = file.metadata["network"].map { Data($0.utf8) }.flatMap {
      try? JSONDecoder().decode(NetworkDescription.self, from: $0)
    }
    if let description, let network = try? LayeredNetwork(description, seed: nil) {
      // More would only cost time.
      guard network.parameterCount < 1 << 18 else { return }
      fill(network)
      file.tensors = network.tensors
      let input = file.metadata["input"].map { Data($0.utf8) }.flatMap {
        try? JSONDecoder().decode(ModelInput.self, from: $0)
      }
      if let window = input?.window, window.isStandardized {
        let zeros = [Float](repeating: 0, count: description.input.width)
        let ones = [Float](repeating: 1, count: description.input.width)
        file.tensors["input.mean"] = .init(shape: [zeros.count], values: AlignedBuffer(zeros))
        file.tensors["input.deviation"] = .init(shape: [ones.count], values: AlignedBuffer(ones))
      }
    }
    guard let model = try? EmotionModel(bytes: file.encoded(), path: "input") else { return }
    listen(with: model)
  }

  /// Weights that are neither all alike nor all small.
  private static func fill(_ network: LayeredNetwork) {
    var number: UInt32 = 1
    for (_, tensor) in network.tensors.sorted(by: { $0.key < $1.key }) {
      for index in 0..<tensor.values.count {
        number = number &* 1_664_525 &+ 1_013_904_223
        tensor.values[index] = Float(number >> 8) / Float(1 << 23) - 0.9
      }
    }
  }

  /// A second: a burst of noise, and silence.
  private static let sound: AlignedBuffer = {
    let samples = AlignedBuffer(count: 16_000)
    var number: UInt32 = 7
    for index in 3000..<10_000 {
      number = number &* 1_664_525 &+ 1_013_904_223
      samples[index] = (Float(number >> 8) / Float(1 << 24) - 0.5) * 0.8
    }
    return samples
  }()

  /// Runs a model that was accepted; its probabilities must be some, and time must go on.
  private static func listen(with model: EmotionModel) {
    guard let recognizer = try? Recognizer(model: model, inputRate: 16_000) else { return }
    var observer = StrictObserver()
    for _ in 0..<2 {
      observer.time = 0
      try? recognizer.process(UnsafeBufferPointer(sound.elements), observer: &observer)
      try? recognizer.finish(observer: &observer)
      try? recognizer.reset()
    }
  }
}

/// Refuses what a recogniser must never say.
private struct StrictObserver: RecognitionObserver {
  var time = 0.0

  mutating func updated(_ update: RecognitionUpdate) {
    precondition(update.time >= time, "time went back from \(time) to \(update.time)")
    time = update.time
    if let probabilities = update.probabilities { check(probabilities) }
  }

  mutating func finished(_ utterance: Utterance) {
    precondition(utterance.start <= utterance.end, "an utterance from \(utterance.start) to \(utterance.end)")
    check(utterance.probabilities)
  }

  private func check(_ probabilities: Probabilities) {
    let values = probabilities.values
    precondition(values.allSatisfy { (0...1).contains($0) }, "probabilities \(values)")
    precondition(abs(values.reduce(0, +) - 1) < 1e-3, "probabilities \(values)")
  }
}
