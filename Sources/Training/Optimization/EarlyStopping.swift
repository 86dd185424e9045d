import Network

/// When to stop before the last epoch:
/// `{"monitor": "validationLoss", "patience": 10, "minimumChange": 0, "restoresBest": true}`.
public struct EarlyStopping: Sendable, Equatable, Codable {
  /// What must get better.
  public var monitor: MonitoredQuantity
  /// Epochs without a better value after which training stops.
  public var patience: Int
  /// Least change that counts as better.
  public var minimumChange: Float
  /// Whether the network ends with the weights of its best epoch, whatever ended the training.
  public var restoresBest: Bool

  enum CodingKeys: String, CodingKey, CaseIterable {
    case monitor, patience, minimumChange, restoresBest
  }

  /// Reads the options; unknown keys and values out of range are errors that name their place.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseKeys(besides: CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    monitor = try container.choice(.monitor, default: .validationLoss)
    patience = try container.number(.patience, default: 10, in: 1...100_000)
    minimumChange = try container.number(.minimumChange, default: 0, in: 0...1e6)
    restoresBest = try container.decodeIfPresent(Bool.self, forKey: .restoresBest) ?? true
  }

  /// What a training's history says: its best epoch, counted from 1, and whether it stops here.
  ///
  /// It follows from the history alone, so that a resumed training stops where an unbroken one does.
  func verdict(on history: [EpochReport]) -> (bestEpoch: Int?, stops: Bool) {
    var watch = StagnationWatch(minimumChange: minimumChange)
    var bestEpoch: Int?
    for report in history {
      guard let cost = monitor.cost(in: report) else { continue }
      if watch.observe(cost) { bestEpoch = report.epoch }
    }
    return (bestEpoch, watch.waitCount >= patience)
  }
}
