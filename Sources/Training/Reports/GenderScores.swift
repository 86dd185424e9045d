/// How the classes fare with the speakers of one gender.
public struct GenderScores: Sendable, Hashable, Codable {
  /// The speakers' gender.
  public var gender: Gender
  /// Their verdicts.
  public var confusion: ConfusionMatrix

  /// Scores of each gender that occurs, over all folds and seeds; none where no clip tells one.
  static func of(_ outcomes: [FoldOutcome], labels: [String]) -> [GenderScores] {
    var predictions: [Gender: [Prediction]] = [:]
    for outcome in outcomes {
      for (clip, prediction) in zip(outcome.fold.test, outcome.predictions) {
        if let gender = clip.clip.gender { predictions[gender, default: []].append(prediction) }
      }
    }
    return Gender.allCases.compactMap { gender in
      predictions[gender].map {
        GenderScores(gender: gender, confusion: ConfusionMatrix(labels: labels, predictions: $0))
      }
    }
  }

  /// For a terminal: recall of each class by gender.
  static func lines(_ scores: [GenderScores]) -> [String] {
    guard let first = scores.first else { return [] }
    var table = TextTable()
    table.add(["recall %"] + scores.flatMap { [$0.gender.rawValue, "clips"] })
    for (index, label) in first.confusion.labels.enumerated() {
      table.add(
        [label]
          + scores.flatMap { scores in
            let support = scores.confusion.supports[index]
            let recall = support == 0 ? "–" : FixedPoint.percent(scores.confusion.classScores[index].recall)
            return [recall, "\(support)"]
          })
    }
    table.add(
      ["UAR"]
        + scores.flatMap {
          [$0.confusion.uar.map(FixedPoint.percent) ?? "–", "\($0.confusion.clipCount)"]
        })
    return table.lines
  }
}
