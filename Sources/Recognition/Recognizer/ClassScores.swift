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

  /// A score with room for the emotions, all alike.
  var blank: UtteranceScore {
    let count = classCount - (nonSpeechIndex == nil ? 0 : 1)
    return UtteranceScore(
      emotions: Probabilities([Float](repeating: 1 / Float(count), count: count)), nonSpeech: 0)
  }

  /// Probabilities of the emotions among themselves, calibrated, and of there being no speech at all, as the network
  /// gives it.
  func probabilities(of logits: [Float]) -> UtteranceScore {
    var score = blank
    logits.withUnsafeBufferPointer { update(&score, from: $0) }
    return score
  }

  /// Puts the probabilities of `logits` in the place of those in `score`.
  ///
  /// - Allocates: nothing, unless somebody has kept the ones that were there.
  func update(_ score: inout UtteranceScore, from logits: UnsafeBufferPointer<Float>) {
    // The temperature is fitted on the logarithms of probabilities, which a softmax's logits are but for a constant.
    var top = -Float.infinity
    for index in logits.indices where index != nonSpeechIndex {
      top = max(top, evidence(of: logits[index]) / temperature)
    }
    var emotionTotal: Float = 0
    var place = 0
    for index in logits.indices where index != nonSpeechIndex {
      let share = expf(evidence(of: logits[index]) / temperature - top)
      score.emotions.values[place] = share
      emotionTotal += share
      place += 1
    }
    score.nonSpeech = nonSpeechShare(of: logits)
    let count = score.emotions.values.count
    for index in 0..<count {
      score.emotions.values[index] =
        emotionTotal > 0 ? score.emotions.values[index] / emotionTotal : 1 / Float(count)
    }
  }

  /// Probability of there being no speech, as the network gives it, whatever the temperature.
  private func nonSpeechShare(of logits: UnsafeBufferPointer<Float>) -> Float {
    guard let nonSpeechIndex else { return 0 }
    var top: Float = 0
    if head == .softmax {
      top = -.infinity
      for logit in logits { top = max(top, logit) }
    }
    var total: Float = 0
    for logit in logits { total += share(of: logit, top: top) }
    return total > 0 ? share(of: logits[nonSpeechIndex], top: top) / total : 0
  }

  /// Logarithm of what a logit makes probable, but for a constant that all classes share.
  @inline(__always)
  private func evidence(of logit: Float) -> Float {
    switch head {
    case .softmax: logit
    // log(1 / (1 + exp(-x))), without overflow at either end.
    case .sigmoid: min(logit, 0) - log1pf(expf(-abs(logit)))
    }
  }

  @inline(__always)
  private func share(of logit: Float, top: Float) -> Float {
    switch head {
    case .softmax: expf(logit - top)
    case .sigmoid: 1 / (1 + expf(-logit))
    }
  }
}
