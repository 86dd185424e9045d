import Network

/// How the learning rate goes, after a linear rise over ``TrainingOptions/warmUpEpochCount``.
public enum ScheduleOptions: Sendable, Equatable {
  /// `{"kind": "constant"}`
  case constant
  /// `{"kind": "warmUpCosine"}`: down to 0 along a cosine, step by step.
  case warmUpCosine
  /// `{"kind": "step", "factor": 0.1, "epochCount": 30}`: times `factor` every `epochCount` epochs.
  case step(factor: Float, epochCount: Int)
  /// `{"kind": "plateau", "monitor": "validationLoss", "factor": 0.1, "patience": 10, "minimumChange": 1e-4, "minimum": 0}`:
  /// times `factor` whenever the quantity has not got better for `patience` epochs. Source: Keras 3 `ReduceLROnPlateau`.
  case plateau(
    monitor: MonitoredQuantity, factor: Float, patience: Int, minimumChange: Float, minimum: Float)

  /// Quantity looked at, if any.
  public var monitor: MonitoredQuantity? {
    if case .plateau(let monitor, _, _, _, _) = self { return monitor }
    return nil
  }

  /// Epochs of rise where a recipe names none.
  var defaultWarmUpEpochCount: Double { self == .warmUpCosine ? 2 : 0 }
}

extension ScheduleOptions: Codable {
  enum CodingKeys: String, CodingKey {
    case kind, factor, epochCount, monitor, patience, minimumChange, minimum
  }

  enum Kind: String, CaseIterable {
    case constant, warmUpCosine, step, plateau
  }

  /// Reads the choice; unknown kinds and keys, and values out of range, are errors that name their place.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func allow(_ keys: CodingKeys...) throws {
      try decoder.refuseKeys(besides: ["kind"] + keys.map(\.rawValue))
    }
    func factor() throws -> Float { try container.number(.factor, default: 0.1, in: 1e-6...0.999_999) }
    let kind: Kind = try container.choice(.kind, default: nil)
    switch kind {
    case .constant:
      try allow()
      self = .constant
    case .warmUpCosine:
      try allow()
      self = .warmUpCosine
    case .step:
      try allow(.factor, .epochCount)
      self = .step(
        factor: try factor(), epochCount: try container.number(.epochCount, default: 30, in: 1...100_000))
    case .plateau:
      try allow(.monitor, .factor, .patience, .minimumChange, .minimum)
      self = .plateau(
        monitor: try container.choice(.monitor, default: .validationLoss), factor: try factor(),
        patience: try container.number(.patience, default: 10, in: 1...100_000),
        minimumChange: try container.number(.minimumChange, default: 1e-4, in: 0...1e6),
        minimum: try container.number(.minimum, default: 0, in: 0...10))
    }
  }

  /// Writes the choice as `init(from:)` reads it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    func write(_ kind: Kind) throws { try container.encode(kind.rawValue, forKey: .kind) }
    switch self {
    case .constant: try write(.constant)
    case .warmUpCosine: try write(.warmUpCosine)
    case .step(let factor, let epochCount):
      try write(.step)
      try container.encode(factor, forKey: .factor)
      try container.encode(epochCount, forKey: .epochCount)
    case .plateau(let monitor, let factor, let patience, let minimumChange, let minimum):
      try write(.plateau)
      try container.encode(monitor, forKey: .monitor)
      try container.encode(factor, forKey: .factor)
      try container.encode(patience, forKey: .patience)
      try container.encode(minimumChange, forKey: .minimumChange)
      try container.encode(minimum, forKey: .minimum)
    }
  }
}
