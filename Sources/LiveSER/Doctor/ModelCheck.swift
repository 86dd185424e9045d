import Recognition

/// Whether the model is there, is sound, and runs.
struct ModelCheck {
  /// What came out.
  let checkup: Checkup
  /// The model; nil where there is none that can be used.
  private(set) var model: EmotionModel?

  init(choice: String?, settingsModel: String?) {
    do throws(RecognitionError) {
      let path = try ModelLocator(settingsModel: settingsModel).locate(choice)
      let model = try EmotionModel(path: path)
      let milliseconds = try Self.cost(of: model)
      let cost = JSONValue.decimal(milliseconds, places: 1) ?? ""
      checkup = .ok(
        .model,
        "\(model.metadata.name), \(model.labels.count) classes, \(cost) ms for a second of sound (\(path))")
      self.model = model
    } catch {
      // The text says what to do behind its last semicolon.
      let parts = error.text.split(separator: ";")
      checkup = .failed(
        .model, parts.dropLast().joined(separator: ";"),
        remedy: parts.last.map { $0.drop { $0 == " " } }.map(String.init) ?? "take another one")
    }
  }

  /// Milliseconds that a second of sound takes on this machine, the best of three.
  static func cost(of model: EmotionModel) throws(RecognitionError) -> Double {
    struct Nobody: RecognitionObserver {
      mutating func finished(_ utterance: Utterance) {}
    }
    let recognizer = try Recognizer(model: model, inputRate: 16_000)
    // Loud enough for the gate to open: only then is the network run.
    let sound = (0..<16_000).map { 0.2 * Float(($0 * 7919) % 1000) / 1000 - 0.1 }
    var observer = Nobody()
    var best = Duration.seconds(1000)
    for _ in 0..<3 {
      let begin = ContinuousClock.now
      try sound.withUnsafeBufferPointer { (samples) throws(RecognitionError) in
        try recognizer.process(samples, observer: &observer)
      }
      best = min(best, .now - begin)
    }
    return best / .milliseconds(1)
  }
}
