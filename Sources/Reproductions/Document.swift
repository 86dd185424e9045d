import Training

/// docs/reproductions.md and its pictures, made of saved reports alone.
struct Document {
  /// Saved reports by name.
  let reports: [String: SavedReport]
  /// The study of classical models; nil where it was not run.
  let study: Study?
  /// An evaluation whose test clips are renamed copies of training clips; nil where it was not run.
  var renamedCopies: SavedReport?
  /// System B on EmoDB, whose noisy copies were made before the split; nil where it was not run.
  var copiesBeforeSplit: SavedReport?
  /// System C with RAVDESS there twice; nil where it was not run.
  var renamedBeforeSplit: SavedReport?

  /// The page.
  var markdown: String {
    ([Prose.opening, claims, Prose.tried, independent, changedSound, leaks]
      + (study.map { [$0.section] } ?? [])
      + [classes, pictureList, costs, missing])
      .filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  /// Pictures by file name: a confusion matrix for every report, and the curves where there are any.
  var pictures: [String: String] {
    var pictures: [String: String] = [:]
    for (name, report) in reports {
      let title = Self.title(of: report)
      pictures["\(name)-confusion.svg"] = ConfusionMatrixPicture(report.confusion, title: title).svg
      if !report.curve.isEmpty {
        pictures["\(name)-curves.svg"] =
          TrainingCurvesPicture(
            report.curve, scoreName: "accuracy", title: "\(title), \(report.folds[0].name)"
          ).svg
      }
    }
    return pictures
  }

  private static func title(of report: SavedReport) -> String {
    "\(report.run.recipeName), \(report.protocolName)" + (report.sharesSpeakers ? " (speakers shared)" : "")
  }

  /// Names of the reports that feed the tables, in their order, then all others.
  var orderedNames: [String] {
    let wanted = Trial.all.map(\.report)
    let known = wanted.filter { reports[$0] != nil }
    return known + reports.keys.filter { !wanted.contains($0) }.sorted()
  }

  private var claims: String {
    let rows = Claim.all.compactMap { claim -> [String]? in
      guard let report = reports[claim.trial.report] else { return nil }
      let single = report.binaryAccuracy.flatMap { claim.system == "E" ? percent($0) : nil } ?? ""
      return [
        claim.system, claim.title, claim.claimed, report.wholeClipAccuracy.map(percent) ?? "–", single,
        percent(report.wa.mean), percent(report.uar.mean), verdict(claim, report), "`\(report.protocolName)`",
      ]
    }
    return Markdown.section("Claims, and what we measure the same way")
      + Markdown.table(
        [
          "", "network and data", "claimed %", "whole clips %", "single outputs %", "recogniser WA %",
          "UAR %",
          "bar", "protocol",
        ], rows)
  }

  /// Whether the figure that the claim is about reaches the bar.
  func verdict(_ claim: Claim, _ report: SavedReport) -> String {
    guard let bar = claim.bar else { return "" }
    let value = claim.reached(by: report)
    guard let value else { return "" }
    return value >= bar ? "\(percent(bar)): reached" : "\(percent(bar)): **missed**"
  }

  private var independent: String {
    let rows = Independent.all.compactMap { $0.row(of: reports) }
    return Markdown.section("With speakers held apart")
      + Prose.independent + "\n\n"
      + Markdown.table(
        ["", "network", "classes", "protocol", "UAR %", "WA %", "UAR of each fold %"],
        [Prose.openSmileRow] + rows + (study?.independentRows ?? []))
  }

  private var leaks: String {
    let rows = orderedNames.compactMap { name -> [String]? in
      guard let report = reports[name], let leaks = report.leaks else { return nil }
      return [
        "`\(name)`", "\(leaks.testClipCount)", share(leaks.copiedTestClipCount, of: leaks.testClipCount),
        share(leaks.sharedSpeakerCount, of: leaks.testSpeakerCount),
        share(leaks.sharedSentenceCount, of: leaks.testSentenceCount),
      ]
    }
    let asides = [
      renamedCopies?.leaks.map(Prose.renamed),
      copiesBeforeSplit.flatMap { Prose.copiesBeforeSplit($0, apart: reports["b-2d-emodb-random"]) },
      renamedBeforeSplit.flatMap { Prose.renamedBeforeSplit($0, apart: reports["c-cnn-lstm-4-random"]) },
    ].compactMap(\.self)
    return Markdown.section("What the leak check says") + ([Prose.leaks] + asides).joined(separator: "\n\n")
      + "\n\n"
      + Markdown.table(
        [
          "report", "test clips", "recordings also learnt from", "speakers also learnt from",
          "sentences also learnt from",
        ], rows)
  }

  private var costs: String {
    let asides = [
      ("renamed-copies", renamedCopies), ("copies-before-split", copiesBeforeSplit),
      ("renamed-before-split", renamedBeforeSplit),
    ]
    let rows = (orderedNames.map { ($0, reports[$0]) } + asides).compactMap { name, report -> [String]? in
      guard let report else { return nil }
      let run = report.run
      let seeds = Set(report.folds.map(\.seed)).sorted().map(String.init).joined(separator: ", ")
      let epochs = report.folds.map { "\($0.epochCount)" }.joined(separator: " ")
      return [
        "`\(name)`", "`\(run.command)`", seeds, epochs,
        run.restoredSeconds == nil ? run.processorSeconds.map { fixed($0 / 60, 1) } ?? "–" : "–",
        fixed((run.seconds + (run.restoredSeconds ?? 0)) / 60, 1),
        run.threadCount.map(String.init) ?? "1",
      ]
    }
    return Markdown.section("Every figure's command and cost") + Prose.costs + "\n\n"
      + Markdown.table(
        ["report", "command", "seed", "epochs of each fold", "processor minutes", "minutes", "threads"], rows)
  }

  /// Precision, recall and F1 of the networks a bar was set for.
  private var classes: String {
    let tables = Claim.all.compactMap { claim -> String? in
      guard claim.bar != nil, let report = reports[claim.trial.report] else { return nil }
      let rows = report.confusion.classScores.map {
        [$0.label, percent($0.precision), percent($0.recall), percent($0.f1), "\($0.support)"]
      }
      return "<details><summary>\(claim.system): <code>\(claim.trial.report)</code></summary>\n\n"
        + Markdown.table(["class", "precision %", "recall %", "F1 %", "clips"], rows) + "\n\n</details>"
    }
    guard !tables.isEmpty else { return "" }
    return Markdown.section("Class by class") + "The recogniser's verdicts.\n\n"
      + tables.joined(separator: "\n\n")
  }

  private var pictureList: String {
    let lines = orderedNames.map { name -> String in
      let curves =
        reports[name]?.curve.isEmpty == false ? ", [curves](reproductions/\(name)-curves.svg)" : ""
      return "- `\(name)`: [confusion matrix](reproductions/\(name)-confusion.svg)\(curves)"
    }
    return Markdown.section("Pictures") + lines.joined(separator: "\n")
  }

  /// What the page asks for and no report answers.
  var missingTrials: [Trial] { Trial.all.filter { reports[$0.report] == nil } }

  private var missing: String {
    let rows = missingTrials.map { trial in
      let command = (["liveser"] + trial.words(data: Prose.data)).joined(separator: " ")
      return ["`\(trial.report)`", "`\(command)`", "\(trial.expectedMinutes)"]
    }
    guard !rows.isEmpty else { return "" }
    return Markdown.section("Not run yet") + Prose.missing + "\n\n"
      + Markdown.table(["report", "command", "processor minutes, expected"], rows)
  }
}

extension Claim {
  /// What `report` says of the claim: on whole clips as the originals measured, else the recogniser's accuracy.
  func reached(by report: SavedReport) -> Double? {
    switch measure {
    case .accuracy: report.wholeClipAccuracy ?? report.wa.mean
    case .binaryAccuracy: report.binaryAccuracy
    }
  }
}
