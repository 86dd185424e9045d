/// The verdict on a whole file or recording, from its utterances.
public struct FileVerdict: Sendable, Equatable {
  /// `noSpeech` when there is no utterance.
  public var state: VerdictState
  /// Mean of the utterances' probabilities, weighted by speech seconds; nil without speech.
  public var probabilities: Probabilities?
  /// Seconds of speech in all.
  public var speechSeconds: Double
  /// The utterances, in the order of time.
  public var segments: [Utterance]

  /// Combines `utterances`; the leading class is named from `threshold` on.
  public init(utterances: [Utterance], threshold: Float) {
    segments = utterances
    speechSeconds = utterances.reduce(0) { $0 + $1.speechSeconds }
    guard let first = utterances.first, speechSeconds > 0 else {
      state = .noSpeech
      probabilities = nil
      return
    }
    var sums = [Double](repeating: 0, count: first.probabilities.values.count)
    for utterance in utterances {
      for (index, value) in utterance.probabilities.values.enumerated() {
        sums[index] += Double(value) * utterance.speechSeconds
      }
    }
    let total = sums.reduce(0, +)
    let combined = Probabilities(sums.map { Float($0 / total) })
    probabilities = combined
    state = combined.confidence >= threshold ? .emotion : .unsure
  }
}
