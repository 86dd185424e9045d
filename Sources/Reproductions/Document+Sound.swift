import Training

extension Document {
  /// UAR on changed sound and after some seconds of speech, of the reports that have it; empty without any.
  var changedSound: String {
    let names = reports.keys.sorted().filter { reports[$0]?.conditions != nil }
    let tested = Set(names.flatMap { reports[$0]?.conditions?.map(\.name) ?? [] })
    let conditions = AcousticCondition.names.filter(tested.contains)
    let rows = names.flatMap { name -> [[String]] in
      guard let report = reports[name] else { return [] }
      let all =
        ["`\(name)`", "all", percent(report.uar.mean)]
        + conditions.map { report.uar(under: $0).map { percent($0.mean) } ?? "–" }
      let whole = [
        report.ece.map { fixed($0, 3) } ?? "–", report.share(after: 1).map(percent) ?? "–",
        report.share(after: 2).map(percent) ?? "–",
      ]
      let corpora = (report.testedCorpora ?? []).map { corpus in
        ["", corpus.name, percent(corpus.uar.mean)]
          + conditions.map { name in
            corpus.conditions?.first { $0.name == name }.map { percent($0.uar.mean) } ?? "–"
          } + [corpus.ece.map { fixed($0, 3) } ?? "–", "", ""]
      }
      return [all + whole] + corpora
    }
    guard !rows.isEmpty else { return "" }
    return Markdown.section("On other sound") + Prose.changedSound + "\n\n"
      + Markdown.table(
        ["report", "tested on", "as recorded"] + conditions + [
          "ECE", "after 1 s, % of the UAR", "after 2 s",
        ],
        rows) + detection(names)
  }

  /// What is taken for speech, and speech for sounds, by the probability of no speech that is let pass.
  private func detection(_ names: [String]) -> String {
    let rows = names.flatMap { name -> [[String]] in
      (reports[name]?.detection?.points ?? []).map { point in
        let missed = [point.missedShare, point.missedShares["noise20"], point.missedShares["noise10"]]
        return [
          "`\(name)`", fixed(point.threshold, 2), point.falseShare.map { fixed(100 * $0, 2) } ?? "–",
        ] + missed.map { $0.map { fixed(100 * $0, 2) } ?? "–" }
      }
    }
    guard !rows.isEmpty else { return "" }
    return "\n\n" + Prose.detection + "\n\n"
      + Markdown.table(
        [
          "report", "no speech from", "noise taken for speech, % of seconds", "clips without a verdict, %",
          "at 20 dB", "at 10 dB",
        ], rows)
  }
}
