/// The verdict on a file or a recording, as the dashboard shows it over its panels.
public struct ResultPanel: Sendable, Equatable {
  /// What was judged.
  public enum Kind: Sendable, Equatable {
    /// A file that stays where it is.
    case file
    /// A recording that may be kept, replayed or discarded.
    case recording
  }

  /// One second of the timeline: probabilities, or nil without speech.
  public typealias Second = [Float]?

  /// File or recording.
  public var kind: Kind
  /// Name of the file, or a word for the recording.
  public var title: String
  /// Length in seconds.
  public var duration: Double
  /// Overall verdict.
  public var verdict: RunningVerdict
  /// Class names.
  public var labels: [String]
  /// Overall probabilities; empty without speech.
  public var probabilities: [Float]
  /// Seconds of speech in all.
  public var speechSeconds: Double
  /// The utterances.
  public var segments: [UtteranceRow]
  /// Probabilities of every second.
  public var timeline: [Second]
  /// The utterance that is marked, to be played; nil where none is.
  public internal(set) var selectedSegment: Int?
  /// One letter a class.
  let initials: [UInt32]

  /// A result to be shown.
  public init(
    kind: Kind, title: String, duration: Double, verdict: RunningVerdict, labels: [String],
    probabilities: [Float], speechSeconds: Double, segments: [UtteranceRow], timeline: [Second]
  ) {
    self.kind = kind
    self.title = title
    self.duration = duration
    self.verdict = verdict
    self.labels = labels
    self.probabilities = probabilities
    self.speechSeconds = speechSeconds
    self.segments = segments
    self.timeline = timeline
    // A recording is played whole unless one of its utterances is marked.
    selectedSegment = kind == .file && !segments.isEmpty ? 0 : nil
    initials = ClassInitials.make(for: labels)
  }
}

extension ResultPanel {
  /// Marks the utterance `step` lines further down; above the first one of a recording none is marked.
  mutating func moveSelection(by step: Int) {
    guard !segments.isEmpty else { return }
    let least = kind == .recording ? -1 : 0
    let moved = max(least, min(segments.count - 1, (selectedSegment ?? -1) + step))
    selectedSegment = moved < 0 ? nil : moved
  }
}

/// Work that takes long, shown over the panels.
public struct ProgressPanel: Sendable, Equatable {
  /// What is done.
  public var title: String
  /// More about it, for example a time.
  public var detail: String
  /// Share done; nil where the length is not known. Range: 0...1.
  public var fraction: Double?

  /// Progress to be shown.
  public init(title: String, detail: String = "", fraction: Double? = nil) {
    self.title = title
    self.detail = detail
    self.fraction = fraction
  }
}

/// A list to choose from.
public struct Chooser: Sendable, Equatable {
  /// What is chosen.
  public enum Kind: Sendable, Equatable {
    /// A capture device.
    case device
    /// A model.
    case model
  }

  /// One line of the list.
  public struct Item: Sendable, Equatable {
    /// How it is called.
    public var name: String
    /// More about it.
    public var detail: String
    /// What is heard from the device just now; nil where nobody listens to it.
    public internal(set) var level: InputLevel?
    /// What is handed back when it is chosen, and tells it from others of the same name.
    public var identifier: String

    /// A line of the list, whose name tells it from others where no `identifier` is given.
    public init(name: String, detail: String = "", identifier: String? = nil) {
      self.name = name
      self.detail = detail
      self.identifier = identifier ?? name
    }
  }

  /// Devices or models.
  public var kind: Kind
  /// The lines.
  public var items: [Item]
  /// The line in use now.
  public var currentIndex: Int?
  /// The line marked.
  public var selectedIndex: Int

  /// A list with the line in use marked, which is known by its identifier.
  public init(kind: Kind, items: [Item], current: String? = nil) {
    self.kind = kind
    self.items = items
    currentIndex = current.flatMap { current in items.firstIndex { $0.identifier == current } }
    selectedIndex = currentIndex ?? 0
  }
}

/// A line that tells the user something.
public struct Notice: Sendable, Equatable {
  /// How it looks.
  public enum Severity: Sendable, Equatable {
    /// Something went as asked.
    case information
    /// Something went wrong.
    case failure
  }

  /// The line.
  public var text: String
  /// How it looks.
  public var severity: Severity

  /// A line for the user.
  public init(_ text: String, _ severity: Severity = .information) {
    self.text = text
    self.severity = severity
  }
}
