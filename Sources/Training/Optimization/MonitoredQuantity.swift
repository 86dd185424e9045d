/// What a schedule or early stopping looks at after every epoch.
public enum MonitoredQuantity: String, Sendable, Equatable, Codable, CaseIterable {
  /// Training loss; less is better.
  case loss
  /// Loss on the validation clips; less is better.
  case validationLoss
  /// Accuracy on the validation clips; more is better.
  case validationAccuracy
  /// UAR on the validation clips; more is better.
  case validationUAR

  /// Whether it cannot be had without validation clips.
  public var needsValidation: Bool { self != .loss }

  /// Its value in `report`, turned so that less is better; nil without validation clips.
  func cost(in report: EpochReport) -> Double? {
    switch self {
    case .loss: report.loss
    case .validationLoss: report.validationLoss
    case .validationAccuracy: report.validationAccuracy.map { -$0 }
    case .validationUAR: report.validationUAR.map { -$0 }
    }
  }
}

/// Counts how long a quantity has not got better.
///
/// Source: Keras 3, `ReduceLROnPlateau` and `EarlyStopping`.
struct StagnationWatch {
  /// Least change that counts as better.
  let minimumChange: Double
  /// Lowest cost so far.
  private(set) var best: Double?
  /// Observations since it was set.
  var waitCount = 0

  init(minimumChange: Float) {
    self.minimumChange = Double(minimumChange)
  }

  /// Takes the cost of an epoch; whether it is a new best.
  mutating func observe(_ cost: Double) -> Bool {
    if let best, !(cost + minimumChange < best) {
      waitCount += 1
      return false
    }
    best = cost
    waitCount = 0
    return true
  }
}
