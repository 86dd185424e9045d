/// How a model fares when the test sound is changed.
public struct ConditionScores: Sendable, Hashable, Codable {
  /// The change.
  public var condition: AcousticCondition
  /// UAR of every fold and seed, in the order they were run. Range of each: 0...1.
  public var foldUARs: [Double]
  /// UAR over folds and seeds.
  public var uar: MeanAndDeviation
  /// All verdicts together.
  public var confusion: ConfusionMatrix

  /// Scores of each condition that every fold was tested under, in the order of the conditions.
  static func of(_ outcomes: [FoldOutcome], labels: [String]) -> [ConditionScores] {
    AcousticCondition.allCases.compactMap { condition in
      let folds = outcomes.compactMap { $0.changed[condition] }.map {
        ConfusionMatrix(labels: labels, predictions: $0)
      }
      let scores = folds.compactMap(\.uar)
      guard scores.count == outcomes.count, let uar = MeanAndDeviation(scores) else { return nil }
      var pooled = ConfusionMatrix(labels: labels)
      for fold in folds { pooled.add(fold) }
      return ConditionScores(condition: condition, foldUARs: scores, uar: uar, confusion: pooled)
    }
  }

  /// For a terminal, beside the unchanged sound.
  static func lines(_ scores: [ConditionScores], folds: [FoldScores]) -> [String] {
    guard !scores.isEmpty, let clean = folds.uar else { return [] }
    var table = TextTable()
    let names = folds.map { fold in
      Set(folds.map(\.seed)).count > 1 ? "\(fold.name) (seed \(fold.seed))" : fold.name
    }
    // Many folds would make a table nobody can read; they are all in the JSON.
    let showsFolds = (2...10).contains(folds.count)
    func add(_ name: String, _ uar: MeanAndDeviation, _ values: [Double]) {
      let change = FixedPoint.text(100 * (uar.mean - clean.mean), digits: 1)
      table.add(
        [name, EvaluationReport.words(uar), name == "unchanged" ? "" : change]
          + (showsFolds ? values.map(FixedPoint.percent) : []))
    }
    table.add(["test sound", "UAR", "change"] + (showsFolds ? names : []))
    add("unchanged", clean, folds.map(\.uar))
    for score in scores { add(score.condition.rawValue, score.uar, score.foldUARs) }
    return table.lines
  }
}
