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

  /// Probabilities of the emotions among themselves, and of there being no speech at all.
  func probabilities(of logits: [Float]) -> UtteranceScore {
    var score = blank
    logits.withUnsafeBufferPointer { update(&score, from: $0) }
    return score
  }

  /// Puts the probabilities of `logits` in the place of those in `score`.
  ///
  /// - Allocates: nothing, unless somebody has kept the ones that were there.
  func update(_ score: inout UtteranceScore, from logits: UnsafeBufferPointer<Float>) {
    var top: Float = 0
    if head == .softmax {
      top = -.infinity
      for logit in logits { top = max(top, logit / temperature) }
    }
    var total: Float = 0
    var emotionTotal: Float = 0
    var nonSpeech: Float = 0
    var place = 0
    for index in logits.indices {
      let share =
        switch head {
        case .softmax: expf(logits[index] / temperature - top)
        case .sigmoid: 1 / (1 + expf(-logits[index] / temperature))
        }
      total += share
      if index == nonSpeechIndex {
        nonSpeech = share
      } else {
        score.emotions.values[place] = share
        emotionTotal += share
        place += 1
      }
    }
    score.nonSpeech = total > 0 ? nonSpeech / total : 0
    let count = score.emotions.values.count
    for index in 0..<count {
      score.emotions.values[index] =
        emotionTotal > 0 ? score.emotions.values[index] / emotionTotal : 1 / Float(count)
    }
  }
}
