/// What a model said of one test clip at its end and on the way there.
public struct HeardClip: Sendable, Hashable {
  /// The verdict on the whole clip.
  public var prediction: Prediction
  /// The verdict when so much speech had been heard, one for each of ``SecondsHeard/durations``; no answer yet is no
  /// probabilities, and a clip with less speech keeps its last verdict.
  public var early: [Prediction]
  /// How often the leading label changed within utterances, over all updates.
  public var flipCount: Int
  /// Speech in the clip, pauses not counted. Units: seconds.
  public var speechSeconds: Double
  /// Every sound that was judged: how long it was, and how probable that it was no speech.
  public var sounds: [JudgedSound]

  /// Records what was said of a clip.
  public init(
    prediction: Prediction, early: [Prediction], flipCount: Int, speechSeconds: Double,
    sounds: [JudgedSound] = []
  ) {
    self.prediction = prediction
    self.early = early
    self.flipCount = flipCount
    self.speechSeconds = speechSeconds
    self.sounds = sounds
  }
}

/// A sound that the network was asked about.
public struct JudgedSound: Sendable, Hashable, Codable {
  /// Its length, pauses counted. Units: seconds.
  public var seconds: Double
  /// Probability that it is no speech. Range: 0...1
  public var nonSpeech: Double
}

/// How early a model is right, and how steady it is.
public struct SecondsHeard: Sendable, Hashable, Codable {
  /// One point of the curve.
  public struct Point: Sendable, Hashable, Codable {
    /// Speech heard, pauses not counted. Units: seconds.
    public var seconds: Double
    /// UAR of the verdicts at that time, mean over folds and seeds; no answer yet counts as an error. Range: 0...1.
    public var uar: Double
    /// 95 % interval of the pooled UAR, drawing clips.
    public var interval: ConfidenceInterval?
    /// Verdicts on clips with at least so much speech; the others stand with their last verdict.
    public var clipCount: Int
  }

  /// The points, in the order of time.
  public var points: [Point]
  /// UAR when all is heard, mean over folds and seeds. Range: 0...1.
  public var wholeUAR: Double
  /// Changes of the leading label in a second of speech.
  public var flipsPerSecond: Double
  /// Speech heard in all. Units: seconds.
  public var speechSeconds: Double

  /// Speech after which verdicts are scored. Units: seconds.
  public static let durations = [0.5, 1, 1.5, 2, 2.5, 3]

  /// Scores what was heard in each fold; nil where nothing was.
  init?(_ folds: [[HeardClip]], labels: [String]) {
    let all = folds.flatMap(\.self)
    guard !all.isEmpty, all.allSatisfy({ $0.early.count == Self.durations.count }) else { return nil }
    func uar(_ predictions: (HeardClip) -> Prediction) -> Double {
      let scores = folds.compactMap { ConfusionMatrix(labels: labels, predictions: $0.map(predictions)).uar }
      return scores.reduce(0, +) / Double(max(1, scores.count))
    }
    points = Self.durations.enumerated().map { index, seconds in
      Point(
        seconds: seconds, uar: uar { $0.early[index] },
        interval: Bootstrap.uarInterval(
          of: all.map { $0.early[index] }, labelCount: labels.count, over: .clips, drawCount: 500),
        clipCount: all.count { $0.speechSeconds >= seconds })
    }
    wholeUAR = uar(\.prediction)
    speechSeconds = all.reduce(0) { $0 + $1.speechSeconds }
    flipsPerSecond = speechSeconds > 0 ? Double(all.reduce(0) { $0 + $1.flipCount }) / speechSeconds : 0
  }

  /// For a terminal.
  var lines: [String] {
    var table = TextTable()
    table.add(["speech heard"] + points.map { FixedPoint.text($0.seconds, digits: 1) + " s" } + ["all"])
    table.add(["UAR %"] + points.map { FixedPoint.percent($0.uar) } + [FixedPoint.percent(wholeUAR)])
    table.add(["clips as long"] + points.map { "\($0.clipCount)" })
    let flips = FixedPoint.text(flipsPerSecond, digits: 2)
    return table.lines + ["the leading label changes \(flips) times in a second of speech"]
  }
}
