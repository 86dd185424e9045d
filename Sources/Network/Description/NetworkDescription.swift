/// A network as a recipe or model file states it: what goes in, and the layers in order.
public struct NetworkDescription: Sendable, Equatable, Codable {
  /// Shape of an input step.
  public var input: RowShape
  /// The layers, first to last.
  public var layers: [LayerDescription]

  /// Describes a network.
  public init(input: RowShape, layers: [LayerDescription]) {
    self.input = input
    self.layers = layers
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case input, layers
  }

  /// Reads a description; an unknown key is an error that names its place.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseKeys(besides: CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    input = try container.decode(RowShape.self, forKey: .input)
    layers = try container.decode([LayerDescription].self, forKey: .layers)
  }
}

/// One layer of a description.
public enum LayerDescription: Sendable, Equatable {
  /// `{"type": "convolution", "filters": 24, "kernel": [5, 5], "stride": [1, 1], "padding": "causal", "bias": false}`;
  /// kernel and stride are [steps, bins].
  case convolution(
    filters: Int, kernelSteps: Int, kernelBins: Int, strideSteps: Int, strideBins: Int, padding: Padding,
    bias: Bool)
  /// `{"type": "batchNormalization", "momentum": 0.1, "epsilon": 1e-5}`
  case batchNormalization(momentum: Float, epsilon: Float)
  /// `{"type": "elu"}`, likewise `relu` and `tanh`.
  case activation(ActivationKind)
  /// `{"type": "maxPool", "size": [2, 2]}`: [steps, bins].
  case maxPool(steps: Int, bins: Int)
  /// `{"type": "dropout", "rate": 0.3}`
  case dropout(rate: Float)
  /// `{"type": "flatten"}`: bins and channels become one position.
  case flatten
  /// `{"type": "lstm", "units": 64, "forgetBias": 1, "skip": true}`
  case lstm(units: Int, forgetBias: Float, skip: Bool)
  /// `{"type": "attentionPool"}`
  case attentionPool
  /// `{"type": "dense", "units": 8}`
  case dense(units: Int)
}

extension LayerDescription: Codable {
  enum CodingKeys: String, CodingKey {
    case type, filters, kernel, stride, padding, bias, momentum, epsilon, size, rate, units, forgetBias, skip
  }

  /// Reads one layer; unknown types and keys are errors that name their place.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let type = try container.decode(String.self, forKey: .type)
    func allow(_ keys: CodingKeys...) throws {
      try decoder.refuseKeys(besides: ["type"] + keys.map(\.rawValue))
    }
    func pair(_ key: CodingKeys, default fallback: [Int]? = nil) throws -> (Int, Int) {
      let values =
        try fallback.map { try container.decodeIfPresent([Int].self, forKey: key) ?? $0 }
        ?? container.decode([Int].self, forKey: key)
      guard values.count == 2, values.allSatisfy({ (1...4096).contains($0) }) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container,
          debugDescription: "\(key.rawValue) must be [steps, bins], both from 1 to 4096")
      }
      return (values[0], values[1])
    }
    func count(_ key: CodingKeys) throws -> Int {
      let value = try container.decode(Int.self, forKey: key)
      guard (1...65_536).contains(value) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container, debugDescription: "\(key.rawValue) must be from 1 to 65536")
      }
      return value
    }
    func value(_ key: CodingKeys, default fallback: Float, in range: ClosedRange<Float>) throws -> Float {
      let value = try container.decodeIfPresent(Float.self, forKey: key) ?? fallback
      guard range.contains(value) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container,
          debugDescription: "\(key.rawValue) must be from \(range.lowerBound) to \(range.upperBound)")
      }
      return value
    }
    switch type {
    case "convolution":
      try allow(.filters, .kernel, .stride, .padding, .bias)
      let kernel = try pair(.kernel)
      let stride = try pair(.stride, default: [1, 1])
      self = .convolution(
        filters: try count(.filters), kernelSteps: kernel.0, kernelBins: kernel.1, strideSteps: stride.0,
        strideBins: stride.1,
        padding: try container.decodeIfPresent(Padding.self, forKey: .padding) ?? .causal,
        bias: try container.decodeIfPresent(Bool.self, forKey: .bias) ?? true)
    case "batchNormalization":
      try allow(.momentum, .epsilon)
      self = .batchNormalization(
        momentum: try value(.momentum, default: 0.1, in: 0...1),
        epsilon: try value(.epsilon, default: 1e-5, in: 1e-12...1))
    case "maxPool":
      try allow(.size)
      let size = try pair(.size)
      self = .maxPool(steps: size.0, bins: size.1)
    case "dropout":
      try allow(.rate)
      self = .dropout(rate: try value(.rate, default: 0.5, in: 0...0.95))
    case "flatten":
      try allow()
      self = .flatten
    case "lstm":
      try allow(.units, .forgetBias, .skip)
      self = .lstm(
        units: try count(.units), forgetBias: try value(.forgetBias, default: 1, in: -10...10),
        skip: try container.decodeIfPresent(Bool.self, forKey: .skip) ?? false)
    case "attentionPool":
      try allow()
      self = .attentionPool
    case "dense":
      try allow(.units)
      self = .dense(units: try count(.units))
    default:
      guard let kind = ActivationKind(rawValue: type) else {
        throw DecodingError.dataCorruptedError(
          forKey: .type, in: container, debugDescription: "there is no layer type \"\(type)\"")
      }
      try allow()
      self = .activation(kind)
    }
  }

  /// Writes the layer as `init(from:)` reads it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(typeName, forKey: .type)
    switch self {
    case .convolution(
      let filters, let kernelSteps, let kernelBins, let strideSteps, let strideBins, let padding, let bias):
      try container.encode(filters, forKey: .filters)
      try container.encode([kernelSteps, kernelBins], forKey: .kernel)
      try container.encode([strideSteps, strideBins], forKey: .stride)
      try container.encode(padding, forKey: .padding)
      try container.encode(bias, forKey: .bias)
    case .batchNormalization(let momentum, let epsilon):
      try container.encode(momentum, forKey: .momentum)
      try container.encode(epsilon, forKey: .epsilon)
    case .maxPool(let steps, let bins): try container.encode([steps, bins], forKey: .size)
    case .dropout(let rate): try container.encode(rate, forKey: .rate)
    case .lstm(let units, let forgetBias, let skip):
      try container.encode(units, forKey: .units)
      try container.encode(forgetBias, forKey: .forgetBias)
      try container.encode(skip, forKey: .skip)
    case .dense(let units): try container.encode(units, forKey: .units)
    case .activation, .flatten, .attentionPool: break
    }
  }

  /// Name in JSON.
  public var typeName: String {
    switch self {
    case .convolution: "convolution"
    case .batchNormalization: "batchNormalization"
    case .activation(let kind): kind.rawValue
    case .maxPool: "maxPool"
    case .dropout: "dropout"
    case .flatten: "flatten"
    case .lstm: "lstm"
    case .attentionPool: "attentionPool"
    case .dense: "dense"
    }
  }
}

/// A key whose name is only known while reading.
private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension Decoder {
  /// Throws an error that names the first key that is not among `known`.
  public func refuseKeys(besides known: [String]) throws {
    for key in try container(keyedBy: AnyKey.self).allKeys.sorted(by: { $0.stringValue < $1.stringValue })
    where !known.contains(key.stringValue) {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: codingPath + [key],
          debugDescription:
            "unknown key \"\(key.stringValue)\"; known here: \(known.sorted().joined(separator: ", "))"))
    }
  }
}
