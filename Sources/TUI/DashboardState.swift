/// Everything the dashboard shows, as plain values.
///
/// The program keeps one, updates it in place from what recognition reports, and hands it to
/// `Dashboard.draw` at the frame rate. Histories are rings that allocate once.
public struct DashboardState: Sendable {
  /// Where the audio comes from.
  public var source = SourceDescription()
  /// Input level.
  public var level = InputLevel()
  /// Whether the speech gate is open.
  public var isSpeech = false
  /// What is said of the present moment.
  public var verdict = RunningVerdict.silence
  /// Class names in the order of the model.
  public var labels: [String] = [] {
    didSet { initials = ClassInitials.make(for: labels) }
  }
  /// Running probabilities, in the order of `labels`; empty between utterances.
  public var probabilities: [Float] = []
  /// Peaks of the signal, newest last.
  public var waveform: WaveformHistory
  /// Log-mel columns, newest last.
  public var spectrogram: SpectrogramHistory
  /// Probabilities of the last minute.
  public var timeline: ProbabilityTimeline
  /// Finished utterances, oldest first.
  public var utterances: [UtteranceRow] = []
  /// Index of the first utterance that the model in use judged.
  public var firstOfModel = 0
  /// Cost and losses.
  public var performance = PerformanceFigures()
  /// Name of the loaded model.
  public var modelName = ""
  /// Seconds of audio heard since the start.
  public var elapsed: Double = 0
  /// Whether analysis is held.
  public var isPaused = false
  /// The recording under way, if any.
  public var recording: RecordingProgress?

  /// One letter a class, unlike each other as far as the names allow.
  private(set) var initials: [UInt32] = []

  /// An empty state with room for `columnCapacity` columns of history.
  public init(
    columnCapacity: Int = 512, melFrequencies: [Float] = [], columnSeconds: Double = 0.08,
    timelineSlotSeconds: Double = 0.5
  ) {
    waveform = WaveformHistory(capacity: columnCapacity * 2, columnSeconds: columnSeconds / 2)
    spectrogram = SpectrogramHistory(
      capacity: columnCapacity, frequencies: melFrequencies, columnSeconds: columnSeconds)
    timeline = ProbabilityTimeline(slotSeconds: timelineSlotSeconds)
  }

  /// Forgets what was heard and keeps source, model and labels.
  public mutating func clear() {
    probabilities = []
    verdict = .silence
    isSpeech = false
    waveform.clear()
    spectrogram.clear()
    timeline.clear()
    utterances.removeAll(keepingCapacity: true)
    firstOfModel = 0
  }
}

/// What is said of the present moment.
public enum RunningVerdict: Sendable, Equatable {
  /// The leading class is probable enough to be named.
  case emotion
  /// There is speech, and no class is probable enough.
  case unsure
  /// There is no speech.
  case silence
}

/// Where the audio comes from.
public struct SourceDescription: Sendable, Equatable {
  /// The kinds of source that look different.
  public enum Kind: Sendable, Equatable {
    /// A capture device.
    case microphone
    /// A file played in real time.
    case file
    /// The bundled clip.
    case demo
  }

  /// Which kind it is.
  public var kind = Kind.microphone
  /// Device name or path; any text, shown safely.
  public var name = ""
  /// Samples a second of the device or file itself.
  public var sampleRate = 0
  /// Channels of the device or file itself.
  public var channelCount = 0
  /// What the user must know of it, for example that a demo clip plays for want of a microphone.
  public var notice = ""

  /// Describes a source.
  public init(
    kind: Kind = .microphone, name: String = "", sampleRate: Int = 0, channelCount: Int = 0,
    notice: String = ""
  ) {
    self.kind = kind
    self.name = name
    self.sampleRate = sampleRate
    self.channelCount = channelCount
    self.notice = notice
  }
}

/// Level of the input.
public struct InputLevel: Sendable, Equatable {
  /// Present level. Units: dB relative to full scale; -infinity is digital silence.
  public var level: Float = -.infinity
  /// Recent peak, falling slowly. Units: dB relative to full scale.
  public var peak: Float = -.infinity
  /// Whether samples have been at full scale lately.
  public var isClipped = false
  /// Whether there is a signal too weak to judge.
  public var isTooQuiet = false

  /// Describes a level.
  public init(
    level: Float = -.infinity, peak: Float = -.infinity, isClipped: Bool = false, isTooQuiet: Bool = false
  ) {
    self.level = level
    self.peak = peak
    self.isClipped = isClipped
    self.isTooQuiet = isTooQuiet
  }
}
