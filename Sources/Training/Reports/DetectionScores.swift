/// What a model said of recordings in which nobody speaks.
public struct BackgroundHearing: Sendable, Hashable, Codable {
  /// Sounds that were judged, a list for each recording.
  public var sounds: [[JudgedSound]]
  /// Length of the recordings. Units: seconds.
  public var seconds: Double

  /// Sums up what was heard in recordings of `seconds` in all.
  public init(_ heard: [HeardClip], seconds: Double) {
    sounds = heard.map(\.sounds)
    self.seconds = seconds
  }
}

/// How often sounds are taken for speech, and speech for sounds, by the probability of no speech that is let pass.
public struct DetectionScores: Sendable, Hashable, Codable {
  /// Shares at one threshold.
  public struct Point: Sendable, Hashable, Codable {
    /// Highest probability of no speech that still gets a verdict. Range: 0...1
    public var threshold: Double
    /// Share of the time without speech that is taken for speech; nil where it was not looked at. Range: 0...1
    public var falseShare: Double?
    /// Share of the recordings without speech in which something is; nil where it was not looked at. Range: 0...1
    public var falseRecordingShare: Double?
    /// Share of the test clips that get no verdict. Range: 0...1
    public var missedShare: Double
    /// The same by condition, for those that were tested.
    public var missedShares: [String: Double]

    /// Whether both thresholds tell the same sounds from speech.
    fileprivate func isLike(_ other: Self) -> Bool {
      falseShare == other.falseShare && missedShare == other.missedShare && missedShares == other.missedShares
    }
  }

  /// Thresholds looked at.
  public static let thresholds = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5]

  /// What the recogniser lets pass while recipes are evaluated: they have no threshold of their own yet.
  static let recipeThreshold = 0.5

  /// The points, in ascending order of the threshold.
  public var points: [Point]
  /// Length of the recordings without speech, over folds and seeds. Units: seconds.
  public var backgroundSeconds: Double

  /// Scores `outcomes`; nil without any clip.
  init?(_ outcomes: [FoldOutcome]) {
    let predictions = outcomes.flatMap(\.predictions)
    guard !predictions.isEmpty else { return nil }
    let backgrounds = outcomes.compactMap(\.background)
    let recordings = backgrounds.flatMap(\.sounds)
    let seconds = backgrounds.reduce(0) { $0 + $1.seconds }
    backgroundSeconds = seconds
    points = Self.thresholds.map { threshold in
      func missed(_ predictions: [Prediction]) -> Double? {
        let count = predictions.count { $0.nonSpeech.map { $0 > threshold } ?? true }
        return predictions.isEmpty ? nil : Double(count) / Double(predictions.count)
      }
      let passed = recordings.map { $0.filter { $0.nonSpeech <= threshold } }
      var shares: [String: Double] = [:]
      for condition in AcousticCondition.allCases {
        shares[condition.rawValue] = missed(outcomes.flatMap { $0.changed[condition] ?? [] })
      }
      return Point(
        threshold: threshold,
        falseShare: seconds > 0 ? passed.joined().reduce(0) { $0 + $1.seconds } / seconds : nil,
        falseRecordingShare: recordings.isEmpty
          ? nil : Double(passed.count { !$0.isEmpty }) / Double(recordings.count),
        missedShare: missed(predictions) ?? 0, missedShares: shares)
    }
  }

  /// The threshold to ship: the highest at which less than 1 % of the time without speech is taken for speech and less than
  /// 2 % of the clips, as they are and in noise, get no verdict; or, where there is none, the highest of least error. Nil where all
  /// thresholds do the same, as with labels that have no class for sounds without speech.
  public var advisedThreshold: Double? {
    guard points.dropFirst().contains(where: { !$0.isLike(points[0]) }) else { return nil }
    func missed(_ point: Point) -> Double {
      let inNoise = [AcousticCondition.noise10, .noise20].compactMap { point.missedShares[$0.rawValue] }
      return inNoise.reduce(point.missedShare, max)
    }
    if let point = points.last(where: { ($0.falseShare ?? 1) < 0.01 && missed($0) < 0.02 }) {
      return point.threshold
    }
    func error(_ point: Point) -> Double { (point.falseShare ?? 0) + missed(point) }
    return points.contains { $0.falseShare != nil }
      ? points.reversed().min { error($0) < error($1) }?.threshold : nil
  }

  /// For a terminal.
  var lines: [String] {
    guard points.contains(where: { $0.falseShare != nil || $0.missedShare > 0 || !$0.missedShares.isEmpty })
    else {
      return []
    }
    let conditions = AcousticCondition.allCases.filter { points[0].missedShares[$0.rawValue] != nil }
    var table = TextTable(leftColumnCount: 1)
    table.add(["no speech from"] + points.map { FixedPoint.text($0.threshold, digits: 2) })
    func add(_ name: String, _ share: (Point) -> Double?) {
      let values = points.map(share)
      guard values.contains(where: { $0 != nil }) else { return }
      table.add([name] + values.map { $0.map { FixedPoint.text(100 * $0, digits: 2) } ?? "" })
    }
    add("noise taken for speech, % of \(FixedPoint.text(backgroundSeconds, digits: 0)) s", \.falseShare)
    add("recordings in which it is, %", \.falseRecordingShare)
    add("clips without a verdict, %", \.missedShare)
    for condition in conditions {
      add("the same, \(condition.rawValue), %") { $0.missedShares[condition.rawValue] }
    }
    return table.lines
  }
}
