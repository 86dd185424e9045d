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

  /// Probabilities of the emotions among themselves, and of there being no speech at all.
  func probabilities(of logits: some RandomAccessCollection<Float>) -> UtteranceScore {
    let shares: [Float]
    switch head {
    case .softmax:
      let top = logits.reduce(-Float.infinity) { max($0, $1 / temperature) }
      shares = logits.map { expf($0 / temperature - top) }
    case .sigmoid: shares = logits.map { 1 / (1 + expf(-$0 / temperature)) }
    }
    let total = shares.reduce(0, +)
    let nonSpeech = nonSpeechIndex.map { total > 0 ? shares[$0] / total : 0 } ?? 0
    var emotions = shares
    if let nonSpeechIndex { emotions.remove(at: nonSpeechIndex) }
    let emotionTotal = emotions.reduce(0, +)
    guard emotionTotal > 0 else {
      return UtteranceScore(
        emotions: Probabilities(emotions.map { _ in 1 / Float(emotions.count) }), nonSpeech: nonSpeech)
    }
    return UtteranceScore(
      emotions: Probabilities(emotions.map { $0 / emotionTotal }), nonSpeech: nonSpeech)
  }
}
