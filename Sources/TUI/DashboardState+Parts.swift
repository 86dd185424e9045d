/// One finished utterance as the list shows it.
public struct UtteranceRow: Sendable, Equatable {
  /// Onset from the start of the stream, in seconds.
  public var start: Double
  /// End from the start of the stream, in seconds.
  public var end: Double
  /// Seconds of speech within it.
  public var speechSeconds: Double
  /// `emotion` or `unsure`.
  public var verdict: RunningVerdict
  /// Final probabilities, in the order of the labels.
  public var probabilities: [Float]
  /// Index of the most probable class.
  public var leaderIndex: Int
  /// Index of the next most probable class; nil with one class.
  public var runnerUpIndex: Int?

  /// Describes an utterance; the two leading classes follow from `probabilities`.
  public init(
    start: Double, end: Double, speechSeconds: Double, verdict: RunningVerdict, probabilities: [Float]
  ) {
    self.start = start
    self.end = end
    self.speechSeconds = speechSeconds
    self.verdict = verdict
    self.probabilities = probabilities
    (leaderIndex, runnerUpIndex) = Ranking.leaders(of: probabilities)
  }

  /// Probability of the leading class. Range: 0...1.
  public var confidence: Float {
    leaderIndex < probabilities.count ? probabilities[leaderIndex] : 0
  }
}

/// Cost and losses, for the status line.
public struct PerformanceFigures: Sendable, Equatable {
  /// From the end of a sound to its verdict, in milliseconds; nil before the first.
  public var latencyMilliseconds: Double?
  /// Frames drawn a second.
  public var framesPerSecond: Double = 0
  /// Share of one core, in percent.
  public var processorPercent: Double = 0
  /// Overruns since the start.
  public var overrunCount = 0
  /// Samples lost since the start.
  public var droppedSampleCount = 0

  /// All figures at their start.
  public init() {}
}

/// A recording under way.
public struct RecordingProgress: Sendable, Equatable {
  /// Seconds recorded.
  public var elapsed: Double
  /// Seconds after which it ends by itself.
  public var limit: Double
  /// Level of the last block, in dB relative to full scale.
  public var level: Float

  /// Describes a recording under way.
  public init(elapsed: Double = 0, limit: Double = 30, level: Float = -.infinity) {
    self.elapsed = elapsed
    self.limit = limit
    self.level = level
  }
}

/// Which classes lead.
enum Ranking {
  /// Index of the greatest value (0 when empty) and of the next one; NaN never leads.
  static func leaders(of values: [Float]) -> (first: Int, second: Int?) {
    var first = 0
    var second: Int?
    guard values.count > 1 else { return (0, nil) }
    for index in 1..<values.count {
      if values[index] > values[first] || values[first].isNaN {
        second = first
        first = index
      } else if second.map({ values[index] > values[$0] || values[$0].isNaN }) ?? true {
        second = index
      }
    }
    return (first, second)
  }
}

/// One letter a class, for timelines without colour.
enum ClassInitials {
  /// The first free of: the name's first letter, the same in upper case, its other letters, a digit.
  static func make(for labels: [String]) -> [UInt32] {
    var taken: Set<UInt32> = []
    return labels.enumerated().map { index, label in
      let letters = label.lowercased().unicodeScalars.map(\.value).filter { $0 >= 0x61 && $0 <= 0x7A }
      let first = letters.first.map { [$0, $0 - 0x20] } ?? []
      let digits = [0x30 + UInt32(index % 10)]
      let choice = (first + letters.dropFirst() + digits).first { !taken.contains($0) } ?? 0x3F
      taken.insert(choice)
      return choice
    }
  }
}
