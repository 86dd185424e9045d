/// Every verdict as a line of CSV, for those who want to look at the clips themselves.
public enum PredictionTable {
  /// The table of `outcomes`; a clip without speech has no verdict and no probabilities.
  public static func csv(_ outcomes: [FoldOutcome], labels: [String]) -> String {
    var lines = [
      (["fold", "seed", "condition", "path", "speaker", "truth", "given", "confidence"]
        + labels.map { "p_\($0)" }).map(field).joined(separator: ",")
    ]
    for outcome in outcomes {
      func add(_ predictions: [Prediction], _ condition: String) {
        for prediction in predictions {
          let probabilities =
            prediction.probabilities.map { $0.map { FixedPoint.text($0, digits: 6) } }
            ?? labels.map { _ in "" }
          let cells =
            [
              outcome.fold.name, "\(outcome.seed)", condition, prediction.path ?? "",
              prediction.speaker ?? "",
              labels[prediction.truthIndex], prediction.leaderIndex.map { labels[$0] } ?? "",
              prediction.confidence.map { FixedPoint.text($0, digits: 6) } ?? "",
            ] + probabilities
          lines.append(cells.map(field).joined(separator: ","))
        }
      }
      add(outcome.predictions, "unchanged")
      for condition in AcousticCondition.allCases {
        if let changed = outcome.changed[condition] { add(changed, condition.rawValue) }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Quoted where it has to be.
  private static func field(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    var quoted = "\""
    for character in text { quoted += character == "\"" ? "\"\"" : String(character) }
    return quoted + "\""
  }
}
