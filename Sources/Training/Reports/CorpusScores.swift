/// Scores on the test clips of one corpus, where a protocol tests several.
public struct CorpusScores: Sendable, Hashable, Codable {
  /// Name of the corpus.
  public var corpus: String
  /// Test clips, over folds and seeds.
  public var clipCount: Int
  /// Classes that these clips have.
  public var classCount: Int
  /// UAR of each fold and seed that tests the corpus, in the order they were run. Range of each: 0...1.
  public var foldUARs: [Double]
  /// UAR over folds and seeds.
  public var uar: MeanAndDeviation
  /// Accuracy over folds and seeds.
  public var wa: MeanAndDeviation
  /// UAR of each seed, over its folds, in ascending order of the seeds. Range of each: 0...1.
  public var seedUARs: [Double]
  /// All verdicts together.
  public var confusion: ConfusionMatrix
  /// Scores under other conditions.
  public var conditions: [ConditionScores]
  /// Calibration of all verdicts; nil where speech was found in no clip.
  public var calibration: Calibration?
  /// Scores when only the first seconds are heard, where that was looked at.
  public var secondsHeard: SecondsHeard?

  /// Scores of every corpus, in alphabetical order; none where only one is tested.
  static func of(_ outcomes: [FoldOutcome], labels: [String]) -> [CorpusScores] {
    let corpora = Set(outcomes.flatMap { $0.fold.test.map(\.clip.corpus) }).sorted()
    guard corpora.count > 1 else { return [] }
    return corpora.compactMap { corpus in
      CorpusScores(corpus: corpus, outcomes.compactMap { $0.restricted(to: corpus) }, labels: labels)
    }
  }

  private init?(corpus: String, _ outcomes: [FoldOutcome], labels: [String]) {
    let matrices = outcomes.map { ConfusionMatrix(labels: labels, predictions: $0.predictions) }
    foldUARs = matrices.compactMap(\.uar)
    guard let uar = MeanAndDeviation(foldUARs), let wa = MeanAndDeviation(matrices.compactMap(\.wa)) else {
      return nil
    }
    (self.corpus, self.uar, self.wa) = (corpus, uar, wa)
    let bySeed = Dictionary(grouping: zip(outcomes, foldUARs), by: \.0.seed).sorted { $0.key < $1.key }
    seedUARs = bySeed.map { $0.value.reduce(0) { $0 + $1.1 } / Double($0.value.count) }
    var pooled = ConfusionMatrix(labels: labels)
    for matrix in matrices { pooled.add(matrix) }
    confusion = pooled
    clipCount = pooled.clipCount
    classCount = pooled.supports.count { $0 > 0 }
    conditions = ConditionScores.of(outcomes, labels: labels)
    calibration = Calibration(outcomes.flatMap(\.predictions))
    secondsHeard = SecondsHeard(outcomes.map(\.heard), labels: labels)
  }

  /// For a terminal.
  static func lines(_ scores: [CorpusScores]) -> [String] {
    guard !scores.isEmpty else { return [] }
    var table = TextTable()
    let conditions = scores[0].conditions.map(\.condition)
    table.add(
      ["corpus", "clips", "classes", "UAR", "folds"] + conditions.map(\.rawValue) + ["ECE", "1 s", "2 s"])
    for score in scores {
      func heard(_ seconds: Double) -> String {
        let point = score.secondsHeard?.points.first { $0.seconds == seconds }
        return point.map { FixedPoint.percent($0.uar) } ?? ""
      }
      table.add(
        [
          score.corpus, "\(score.clipCount)", "\(score.classCount)", EvaluationReport.words(score.uar),
          score.foldUARs.map(FixedPoint.percent).joined(separator: " "),
        ] + score.conditions.map { FixedPoint.percent($0.uar.mean) }
          + [score.calibration.map { FixedPoint.text($0.ece, digits: 3) } ?? "", heard(1), heard(2)])
    }
    return table.lines
  }
}
