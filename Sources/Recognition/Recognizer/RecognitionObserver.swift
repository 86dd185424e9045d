/// The running state of recognition, several times a second.
public struct RecognitionUpdate: Sendable, Equatable {
  /// Seconds of audio heard since the stream began.
  public var time: Double
  /// Whether an utterance is under way, its pauses with it, that is not taken for a sound without speech.
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
  /// A sound is over that was taken for no speech. The default does nothing.
  mutating func rejected(_ utterance: Utterance)
}

extension RecognitionObserver {
  /// Ignores the frame.
  public mutating func analyzed(_ frame: AnalysisFrame) {}
  /// Ignores the sound.
  public mutating func rejected(_ utterance: Utterance) {}
  /// Ignores the update.
  public mutating func updated(_ update: RecognitionUpdate) {}
}
