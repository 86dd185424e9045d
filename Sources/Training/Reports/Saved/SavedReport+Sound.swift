extension SavedReport {
  /// UAR on test clips whose sound was changed.
  public struct Condition: Sendable, Hashable, Codable {
    /// The change, as `--conditions` calls it.
    public var name: String
    /// UAR over folds and seeds.
    public var uar: MeanAndDeviation

    init(_ scores: ConditionScores) {
      name = scores.condition.rawValue
      uar = scores.uar
    }

    /// What there is of `scores`; nil without any.
    static func list(_ scores: [ConditionScores]) -> [Condition]? {
      scores.isEmpty ? nil : scores.map(Condition.init)
    }
  }

  /// UAR of the verdicts after some seconds of speech.
  public struct Early: Sendable, Hashable, Codable {
    /// Speech heard, pauses not counted. Units: seconds.
    public var seconds: Double
    /// UAR, mean over folds and seeds. Range: 0...1
    public var uar: Double

    /// What there is of `heard`; nil where it was not looked at.
    static func list(_ heard: SecondsHeard?) -> [Early]? {
      heard?.points.map { Early(seconds: $0.seconds, uar: $0.uar) }
    }
  }

  /// UAR under the condition called `name`; nil where it was not tested.
  public func uar(under name: String) -> MeanAndDeviation? {
    conditions?.first { $0.name == name }?.uar
  }

  /// Share of the final UAR that verdicts have after `seconds` of speech; nil where that was not looked at.
  public func share(after seconds: Double) -> Double? {
    guard uar.mean > 0 else { return nil }
    return early?.first { $0.seconds == seconds }.map { $0.uar / uar.mean }
  }
}
