/// A published figure, the bar set for it here, and the reports that answer it.
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
  var measure = Measure.accuracy
  /// Name of the report under the claim's kind of protocol.
  var report: String
  /// Processor minutes a missing report is expected to cost.
  var expectedMinutes: Int
}

/// A speaker-independent figure that stands beside the claims.
struct Independent {
  var system: String
  var title: String
  var report: String
  var expectedMinutes: Int
}
