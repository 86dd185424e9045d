/// What a model said of recordings in which nobody speaks.
public struct BackgroundHearing: Sendable, Hashable, Codable {
  /// Recordings.
  public var recordingCount: Int
  /// Recordings that got a verdict.
  public var falseCount: Int
  /// Their length. Units: seconds.
  public var seconds: Double
  /// Length of what was taken for speech and got a verdict. Units: seconds.
  public var falseSeconds: Double

  /// Sums up what was heard in recordings of `seconds` in all.
  public init(_ heard: [HeardClip], seconds: Double) {
    recordingCount = heard.count
    falseCount = heard.count { $0.prediction.probabilities != nil }
    self.seconds = seconds
    falseSeconds = heard.reduce(0) { $0 + $1.utteranceSeconds }
  }
}

/// How often sounds are taken for speech, and speech for sounds.
public struct DetectionScores: Sendable, Hashable, Codable {
  /// Share of the time without speech that got a verdict; nil where it was not looked at. Range: 0...1
  public var falseShare: Double?
  /// Length of the recordings without speech, over folds and seeds. Units: seconds.
  public var backgroundSeconds: Double
  /// Share of the recordings without speech that got a verdict; nil where it was not looked at. Range: 0...1
  public var falseRecordingShare: Double?
  /// Share of the test clips that got no verdict. Range: 0...1
  public var missedShare: Double
  /// The same by condition, for those that were tested.
  public var missedShares: [String: Double]

  /// Scores `outcomes`; nil without any clip.
  init?(_ outcomes: [FoldOutcome]) {
    func missed(_ predictions: [Prediction]) -> Double? {
      predictions.isEmpty
        ? nil : Double(predictions.count { $0.probabilities == nil }) / Double(predictions.count)
    }
    guard let missedShare = missed(outcomes.flatMap(\.predictions)) else { return nil }
    self.missedShare = missedShare
    missedShares = [:]
    for condition in AcousticCondition.allCases {
      missedShares[condition.rawValue] = missed(outcomes.flatMap { $0.changed[condition] ?? [] })
    }
    let backgrounds = outcomes.compactMap(\.background)
    backgroundSeconds = backgrounds.reduce(0) { $0 + $1.seconds }
    let recordingCount = backgrounds.reduce(0) { $0 + $1.recordingCount }
    guard backgroundSeconds > 0 else { return }
    falseShare = backgrounds.reduce(0) { $0 + $1.falseSeconds } / backgroundSeconds
    falseRecordingShare = Double(backgrounds.reduce(0) { $0 + $1.falseCount }) / Double(recordingCount)
  }

  /// For a terminal.
  var lines: [String] {
    let conditions = AcousticCondition.allCases.compactMap { condition in
      missedShares[condition.rawValue].map { ", \(condition.rawValue) \(FixedPoint.text(100 * $0, digits: 2)) %" }
    }
    var lines = [
      "no verdict on \(FixedPoint.text(100 * missedShare, digits: 2)) % of the test clips" + conditions.joined()
    ]
    if let falseShare, let falseRecordingShare {
      lines.append(
        "taken for speech: \(FixedPoint.text(100 * falseShare, digits: 2)) % of "
          + "\(FixedPoint.text(backgroundSeconds, digits: 0)) s of noises that training did not hear, in "
          + "\(FixedPoint.text(100 * falseRecordingShare, digits: 1)) % of the recordings")
    }
    return lines
  }
}
