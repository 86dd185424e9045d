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
}

/// The running state of recognition, several times a second.
public struct RecognitionUpdate: Sendable, Equatable {
  /// Seconds of audio heard since the stream began.
  public var time: Double
  /// Whether the speech gate is open.
  public var isSpeech: Bool
  /// Running probabilities of the current utterance; nil between utterances.
  public var probabilities: Probabilities?
}

/// One analysis frame, for those who draw it.
public struct AnalysisFrame {
  /// Seconds of audio heard up to the end of the frame.
  public var time: Double
  /// Level of the frame, dB relative to full scale (a full-scale sine is -3.01 dB).
  public var level: Float
  /// Whether the speech gate is open.
  public var isSpeech: Bool
  /// Log-mel values before level normalisation, lowest bin first; valid during the call only.
  public var logMel: UnsafeBufferPointer<Float>
}

/// Receives what a recogniser finds, in the order of time, on the thread that feeds it.
public protocol RecognitionObserver {
  /// Every analysis frame (50 a second). The default does nothing.
  mutating func analyzed(_ frame: AnalysisFrame)
  /// Every network step (12.5 a second), in speech and in silence. The default does nothing.
  mutating func updated(_ update: RecognitionUpdate)
  /// An utterance is over.
  mutating func finished(_ utterance: Utterance)
}

extension RecognitionObserver {
  public mutating func analyzed(_ frame: AnalysisFrame) {}
  public mutating func updated(_ update: RecognitionUpdate) {}
}
