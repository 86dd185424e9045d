import Glibc

/// From logits to calibrated probabilities.
struct ClassScores: Sendable {
  private let temperature: Float
  private let head: OutputHead
  private let nonSpeechIndex: Int?
  /// Outputs of the network.
  let classCount: Int

  init(_ model: EmotionModel) {
    temperature = model.metadata.calibration.temperature
    head = model.metadata.head
    nonSpeechIndex = model.nonSpeechIndex
    classCount = model.metadata.labels.count
  }

  /// Probabilities of the emotions among themselves, calibrated, and of there being no speech at all, as the network
  /// gives it.
  func probabilities(of logits: some RandomAccessCollection<Float>) -> UtteranceScore {
    var nonSpeech: Float = 0
    if let nonSpeechIndex {
      let raw = shares(of: logits, temperature: 1)
      let total = raw.reduce(0, +)
      nonSpeech = total > 0 ? raw[nonSpeechIndex] / total : 0
    }
    var emotions = shares(of: logits, temperature: temperature)
    if let nonSpeechIndex { emotions.remove(at: nonSpeechIndex) }
    let emotionTotal = emotions.reduce(0, +)
    guard emotionTotal > 0 else {
      return UtteranceScore(
        emotions: Probabilities(emotions.map { _ in 1 / Float(emotions.count) }), nonSpeech: nonSpeech)
    }
    return UtteranceScore(
      emotions: Probabilities(emotions.map { $0 / emotionTotal }), nonSpeech: nonSpeech)
  }

  private func shares(of logits: some RandomAccessCollection<Float>, temperature: Float) -> [Float] {
    switch head {
    case .softmax:
      let top = logits.reduce(-Float.infinity) { max($0, $1 / temperature) }
      return logits.map { expf($0 / temperature - top) }
    case .sigmoid: return logits.map { 1 / (1 + expf(-$0 / temperature)) }
    }
  }
}
