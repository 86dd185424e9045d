import FoundationEssentials
import Network

/// Which optimiser trains a network, with its constants; definitions and defaults are those of Keras 3, but for adamW,
/// which is PyTorch's.
public enum OptimizerOptions: Sendable, Equatable {
  /// `{"kind": "sgd", "momentum": 0, "nesterov": false}`
  case sgd(momentum: Float, nesterov: Bool)
  /// `{"kind": "rmsprop", "rho": 0.9, "momentum": 0, "epsilon": 1e-7, "centered": false}`
  case rmsprop(rho: Float, momentum: Float, epsilon: Float, centered: Bool)
  /// `{"kind": "adagrad", "initialAccumulator": 0.1, "epsilon": 1e-7}`
  case adagrad(initialAccumulator: Float, epsilon: Float)
  /// `{"kind": "adadelta", "rho": 0.95, "epsilon": 1e-7}`
  case adadelta(rho: Float, epsilon: Float)
  /// `{"kind": "adam", "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7}`
  case adam(beta1: Float, beta2: Float, epsilon: Float)
  /// `{"kind": "adamW", "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}`; the decay is ``TrainingOptions/weightDecay``.
  case adamW(beta1: Float, beta2: Float, epsilon: Float)
  /// `{"kind": "adamax", "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7}`
  case adamax(beta1: Float, beta2: Float, epsilon: Float)
  /// `{"kind": "nadam", "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7}`
  case nadam(beta1: Float, beta2: Float, epsilon: Float)

  /// AdamW with the usual constants.
  public static let standard = OptimizerOptions.adamW(beta1: 0.9, beta2: 0.999, epsilon: 1e-8)

  /// Names of all optimisers.
  public static let names = Kind.allCases.map(\.rawValue)

  /// Name as recipes write it.
  public var name: String { kind.rawValue }

  /// The optimiser called `name`, with its usual constants; nil where there is none.
  public init?(name: String) {
    guard Kind(rawValue: name) != nil,
      let text = try? JSONEncoder().encode(["kind": name]),
      let options = try? JSONDecoder().decode(Self.self, from: text)
    else { return nil }
    self = options
  }

  /// Learning rate where a recipe names none.
  public var defaultLearningRate: Float {
    switch self {
    case .sgd: 0.01
    case .adamW: 2e-3
    default: 1e-3
    }
  }

  /// Whether ``TrainingOptions/weightDecay`` has a meaning.
  var decaysWeights: Bool {
    if case .adamW = self { return true }
    return false
  }

  /// The rule, at its start.
  func makeRule(weightDecay: Float) -> any UpdateRule {
    switch self {
    case .sgd(let momentum, let nesterov): SGD(momentum: momentum, isNesterov: nesterov)
    case .rmsprop(let rho, let momentum, let epsilon, let centered):
      RMSprop(rho: rho, momentum: momentum, epsilon: epsilon, isCentered: centered)
    case .adagrad(let start, let epsilon): Adagrad(initialAccumulator: start, epsilon: epsilon)
    case .adadelta(let rho, let epsilon): Adadelta(rho: rho, epsilon: epsilon)
    case .adam(let beta1, let beta2, let epsilon): Adam(beta1: beta1, beta2: beta2, epsilon: epsilon)
    case .adamW(let beta1, let beta2, let epsilon):
      AdamW(beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay)
    case .adamax(let beta1, let beta2, let epsilon): Adamax(beta1: beta1, beta2: beta2, epsilon: epsilon)
    case .nadam(let beta1, let beta2, let epsilon): Nadam(beta1: beta1, beta2: beta2, epsilon: epsilon)
    }
  }
}

extension OptimizerOptions: Codable {
  enum CodingKeys: String, CodingKey {
    case kind, momentum, nesterov, rho, epsilon, centered, initialAccumulator, beta1, beta2
  }

  enum Kind: String, CaseIterable {
    case sgd, rmsprop, adagrad, adadelta, adam, adamW, adamax, nadam
  }

  var kind: Kind {
    switch self {
    case .sgd: .sgd
    case .rmsprop: .rmsprop
    case .adagrad: .adagrad
    case .adadelta: .adadelta
    case .adam: .adam
    case .adamW: .adamW
    case .adamax: .adamax
    case .nadam: .nadam
    }
  }

  /// Reads the choice; unknown kinds and keys, and values out of range, are errors that name their place.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func allow(_ keys: CodingKeys...) throws {
      try decoder.refuseKeys(besides: ["kind"] + keys.map(\.rawValue))
    }
    func share(_ key: CodingKeys, _ fallback: Float) throws -> Float {
      try container.number(key, default: fallback, in: 0...0.999_999)
    }
    func epsilon(_ fallback: Float = 1e-7) throws -> Float {
      try container.number(.epsilon, default: fallback, in: 1e-16...1)
    }
    func flag(_ key: CodingKeys) throws -> Bool {
      try container.decodeIfPresent(Bool.self, forKey: key) ?? false
    }
    let kind: Kind = try container.choice(.kind, default: nil)
    switch kind {
    case .sgd:
      try allow(.momentum, .nesterov)
      self = .sgd(momentum: try share(.momentum, 0), nesterov: try flag(.nesterov))
    case .rmsprop:
      try allow(.rho, .momentum, .epsilon, .centered)
      self = .rmsprop(
        rho: try share(.rho, 0.9), momentum: try share(.momentum, 0), epsilon: try epsilon(),
        centered: try flag(.centered))
    case .adagrad:
      try allow(.initialAccumulator, .epsilon)
      self = .adagrad(
        initialAccumulator: try container.number(.initialAccumulator, default: 0.1, in: 0...1000),
        epsilon: try epsilon())
    case .adadelta:
      try allow(.rho, .epsilon)
      self = .adadelta(rho: try share(.rho, 0.95), epsilon: try epsilon())
    case .adam, .adamW, .adamax, .nadam:
      try allow(.beta1, .beta2, .epsilon)
      let (beta1, beta2) = (try share(.beta1, 0.9), try share(.beta2, 0.999))
      let epsilon = try epsilon(kind == .adamW ? 1e-8 : 1e-7)
      switch kind {
      case .adam: self = .adam(beta1: beta1, beta2: beta2, epsilon: epsilon)
      case .adamax: self = .adamax(beta1: beta1, beta2: beta2, epsilon: epsilon)
      case .nadam: self = .nadam(beta1: beta1, beta2: beta2, epsilon: epsilon)
      default: self = .adamW(beta1: beta1, beta2: beta2, epsilon: epsilon)
      }
    }
  }

  /// Writes the choice as `init(from:)` reads it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind.rawValue, forKey: .kind)
    switch self {
    case .sgd(let momentum, let nesterov):
      try container.encode(momentum, forKey: .momentum)
      try container.encode(nesterov, forKey: .nesterov)
    case .rmsprop(let rho, let momentum, let epsilon, let centered):
      try container.encode(rho, forKey: .rho)
      try container.encode(momentum, forKey: .momentum)
      try container.encode(epsilon, forKey: .epsilon)
      try container.encode(centered, forKey: .centered)
    case .adagrad(let start, let epsilon):
      try container.encode(start, forKey: .initialAccumulator)
      try container.encode(epsilon, forKey: .epsilon)
    case .adadelta(let rho, let epsilon):
      try container.encode(rho, forKey: .rho)
      try container.encode(epsilon, forKey: .epsilon)
    case .adam(let beta1, let beta2, let epsilon), .adamW(let beta1, let beta2, let epsilon),
      .adamax(let beta1, let beta2, let epsilon), .nadam(let beta1, let beta2, let epsilon):
      try container.encode(beta1, forKey: .beta1)
      try container.encode(beta2, forKey: .beta2)
      try container.encode(epsilon, forKey: .epsilon)
    }
  }
}
