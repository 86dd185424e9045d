import Training

/// A run of `liveser evaluate` that answers something.
struct Trial {
  /// Name of its saved report.
  var report: String
  /// Name of the recipe.
  var recipe: String
  /// Name of the protocol.
  var protocolName: String
  /// Folders of the corpora it needs.
  var corpora: [String]
  /// Further words of the command.
  var options: [String] = []
  /// Processor minutes it is expected to cost.
  var expectedMinutes: Int

  /// The command's words after the program, the corpora lying in `data`.
  func words(data: String) -> [String] {
    ["evaluate", "--recipe", "models/recipes/\(recipe).json", "--protocol", protocolName]
      + corpora.flatMap { ["--data", "\(data)/\($0)"] } + options + ["--threads", "1"]
  }
}

/// A published figure, the bar set for it here, and the run that answers it.
struct Claim {
  /// What a bar is compared with.
  enum Measure {
    /// Accuracy on whole clips, as the originals took it.
    case accuracy
    /// Share of single one-hot outputs on the right side of one half.
    case binaryAccuracy
  }

  /// The system's letter.
  var system: String
  /// The network, and what it was trained on.
  var title: String
  /// What was claimed, in per cent, and of what.
  var claimed: String
  /// What the reproduction should reach; nil where nothing was set. Range: 0...1
  var bar: Double?
  /// What the bar is compared with.
  var measure = Measure.accuracy
  /// The run under the claim's kind of protocol.
  var trial: Trial
}

/// A speaker-independent figure that stands beside the claims.
struct Independent {
  /// The system's letter.
  var system: String
  /// The network.
  var title: String
  /// The run.
  var trial: Trial
  /// Corpus whose clips count, of a run that tests several; nil where all do.
  var corpus: String?

  /// Its row of the table; nil where the run was not taken, or has no such corpus.
  func row(of reports: [String: SavedReport]) -> [String]? {
    guard let report = reports[trial.report] else { return nil }
    guard let corpus else {
      return cells("\(report.labels.count)", report.uar, report.wa, report.folds.map(\.uar), of: report)
    }
    guard let scores = report.testedCorpora?.first(where: { $0.name == corpus }) else { return nil }
    return cells("\(scores.classCount)", scores.uar, scores.wa, scores.foldUARs, of: report)
  }

  private func cells(
    _ classes: String, _ uar: MeanAndDeviation, _ wa: MeanAndDeviation, _ folds: [Double],
    of report: SavedReport
  ) -> [String] {
    [
      system, title, classes, "`\(report.protocolName)`", uar.percentText, wa.percentText,
      folds.map(percent).joined(separator: " "),
    ]
  }
}
