/// How initial weights are drawn.
public enum Initialization: String, Codable, Sendable, CaseIterable {
  /// PyTorch's: kernels and biases uniform within 1 / sqrt(fan in), within 1 / sqrt(units) for LSTMs.
  case pytorch
  /// Keras's: Glorot-uniform kernels, orthogonal recurrent kernels, biases 0.
  case keras
}

/// A network as a recipe or model file states it: what goes in, and the layers in order.
public struct NetworkDescription: Sendable, Equatable, Codable {
  /// Shape of an input step.
  public var input: RowShape
  /// How the initial weights are drawn.
  public var initialization: Initialization
  /// The layers, first to last.
  public var layers: [LayerDescription]

  /// Describes a network.
  public init(input: RowShape, initialization: Initialization = .pytorch, layers: [LayerDescription]) {
    self.input = input
    self.initialization = initialization
    self.layers = layers
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case input, initialization, layers
  }

  /// Reads a description; an unknown key is an error that names its place.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseKeys(besides: CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    input = try container.decode(RowShape.self, forKey: .input)
    initialization =
      try container.decodeIfPresent(Initialization.self, forKey: .initialization) ?? .pytorch
    layers = try container.decode([LayerDescription].self, forKey: .layers)
  }

  /// Writes the description as `init(from:)` reads it; what has its default value is left out.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(input, forKey: .input)
    if initialization != .pytorch { try container.encode(initialization, forKey: .initialization) }
    try container.encode(layers, forKey: .layers)
  }
}
