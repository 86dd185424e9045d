import Foundation
import Training

extension Document {
  private static let cardHeading = "### Every run of the recipe"

  /// `card`, a model's, with every kept evaluation of `recipe` after its scores; a table from before is replaced.
  ///
  /// `train` writes the one evaluation that the model is calibrated by; the others are known to the kept reports alone.
  func card(_ card: String, recipe: String) -> String {
    let sections = card.components(separatedBy: "\n## Data\n")
    guard sections.count == 2 else { return card }
    let scores = sections[0].components(separatedBy: Self.cardHeading)[0]
      .trimmingCharacters(in: .whitespacesAndNewlines)
    return [scores, runs(of: recipe)].filter { !$0.isEmpty }.joined(separator: "\n\n")
      + "\n\n## Data\n" + sections[1]
  }

  /// UAR of every kept evaluation of `recipe`, protocol by protocol, and the means of those with several seeds.
  private func runs(of recipe: String) -> String {
    let kept = orderedNames.compactMap { name in reports[name].map { (name: name, report: $0) } }
      .filter { $0.report.run.recipeName == recipe }
    var rows: [[String]] = []
    for (index, run) in kept.enumerated() {
      rows.append(row(of: run.report, named: run.name))
      let isLast = !kept[(index + 1)...].contains { $0.report.protocolName == run.report.protocolName }
      let alike = kept.map(\.report).filter { $0.protocolName == run.report.protocolName }
      if isLast, alike.count > 1 { rows.append(meanRow(of: alike)) }
    }
    guard !rows.isEmpty else { return "" }
    return "\(Self.cardHeading)\n\n\(Prose.card)\n\n"
      + Markdown.table(
        ["protocol", "seed", "UAR %", "of each fold", "of each corpus", "ECE", ""], rows)
  }

  private func row(of report: SavedReport, named name: String) -> [String] {
    let corpora = (report.testedCorpora ?? []).map { "\($0.name) \(percent($0.uar.mean))" }
    return [
      "`\(report.protocolName)`",
      Set(report.folds.map(\.seed)).sorted().map(String.init).joined(separator: ", "),
      report.uar.percentText, report.folds.map { percent($0.uar) }.joined(separator: " "),
      corpora.joined(separator: ", "), report.ece.map { fixed($0, 3) } ?? "–",
      "[confusions](../docs/reproductions/\(name)-confusion.svg)",
    ]
  }

  /// Means of runs of one protocol, which differ by their seeds.
  private func meanRow(of reports: [SavedReport]) -> [String] {
    func mean(_ values: [Double]) -> Double? {
      values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    let corpora = (reports[0].testedCorpora ?? []).map(\.name).compactMap { name in
      mean(reports.compactMap { $0.testedCorpora?.first { $0.name == name }?.uar.mean })
        .map { "\(name) \(percent($0))" }
    }
    return [
      "`\(reports[0].protocolName)`", "mean",
      mean(reports.map(\.uar.mean)).map { "**\(percent($0))**" } ?? "–",
      "", corpora.joined(separator: ", "), mean(reports.compactMap(\.ece)).map { fixed($0, 3) } ?? "–", "",
    ]
  }
}
