/// What is said of a stretch of audio.
public enum VerdictState: String, Sendable, Codable {
  /// The leading class is probable enough to be named.
  case emotion
  /// There is speech, but the best probability is under the model's abstention threshold.
  case unsure
  /// There is no speech to judge.
  case noSpeech = "no-speech"
}

/// Calibrated class probabilities, in the order of the model's labels.
public struct Probabilities: Sendable, Equatable {
  /// One value a label; they sum to 1.
  public var values: [Float]

  /// Wraps `values`, which must sum to 1.
  public init(_ values: [Float]) {
    self.values = values
  }

  /// Index of the most probable class; the first one on a tie.
  public var leaderIndex: Int {
    var best = 0
    for index in values.indices where values[index] > values[best] { best = index }
    return best
  }

  /// Probability of the leading class. Range: 0...1.
  public var confidence: Float { values.isEmpty ? 0 : values[leaderIndex] }
}

/// A stretch of speech and its final verdict.
public struct Utterance: Sendable, Equatable {
  /// Onset, pre-roll not counted, from the start of the stream, in seconds.
  public var start: Double
  /// End of the last speech, hangover not counted, from the start of the stream, in seconds.
  public var end: Double
  /// Seconds of speech within it, pauses not counted.
  public var speechSeconds: Double
  /// `emotion` or `unsure`.
  public var state: VerdictState
  /// Final probabilities.
  public var probabilities: Probabilities
  /// Probability that nobody spoke; 0 where the model does not tell. Range: 0...1
  public var nonSpeech: Float = 0
}
