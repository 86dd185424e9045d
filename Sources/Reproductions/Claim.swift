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
}
