extension LayerDescription: Codable {
  enum CodingKeys: String, CodingKey {
    case type, filters, kernel, stride, padding, bias, momentum, epsilon, size, rate, units, forgetBias, skip,
      returns, l2, branches, join
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
    func l2() throws -> Float { try value(.l2, default: 0, in: 0...100) }
    switch type {
    case "convolution":
      try allow(.filters, .kernel, .stride, .padding, .bias, .l2)
      let kernel = try pair(.kernel)
      let stride = try pair(.stride, default: [1, 1])
      self = .convolution(
        filters: try count(.filters), kernelSteps: kernel.0, kernelBins: kernel.1, strideSteps: stride.0,
        strideBins: stride.1,
        padding: try container.decodeIfPresent(Padding.self, forKey: .padding) ?? .causal,
        bias: try container.decodeIfPresent(Bool.self, forKey: .bias) ?? true, l2: try l2())
    case "batchNormalization":
      try allow(.momentum, .epsilon)
      self = .batchNormalization(
        momentum: try value(.momentum, default: 0.1, in: 0...1),
        epsilon: try value(.epsilon, default: 1e-5, in: 1e-12...1))
    case "maxPool":
      try allow(.size)
      let size = try pair(.size)
      self = .maxPool(steps: size.0, bins: size.1)
    case "averagePool":
      try allow(.size)
      let size = try pair(.size)
      self = .averagePool(steps: size.0, bins: size.1)
    case "dropout":
      try allow(.rate)
      self = .dropout(rate: try value(.rate, default: 0.5, in: 0...0.95))
    case "flatten":
      try allow()
      self = .flatten
    case "binsToSteps":
      try allow()
      self = .binsToSteps
    case "lstm":
      try allow(.units, .forgetBias, .skip, .returns, .l2)
      self = .lstm(
        units: try count(.units), forgetBias: try value(.forgetBias, default: 1, in: -10...10),
        skip: try container.decodeIfPresent(Bool.self, forKey: .skip) ?? false,
        returns: try container.decodeIfPresent(SequenceOutput.self, forKey: .returns) ?? .sequence,
        l2: try l2())
    case "attentionPool":
      try allow()
      self = .attentionPool
    case "meanPool":
      try allow()
      self = .meanPool
    case "last":
      try allow()
      self = .last
    case "dense":
      try allow(.units, .l2)
      self = .dense(units: try count(.units), l2: try l2())
    case "branches":
      try allow(.branches, .join)
      self = .branches(
        try container.decode([[LayerDescription]].self, forKey: .branches),
        join: try container.decode(BranchJoin.self, forKey: .join))
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
    func encode(l2: Float) throws {
      if l2 > 0 { try container.encode(l2, forKey: .l2) }
    }
    try container.encode(typeName, forKey: .type)
    switch self {
    case .convolution(
      let filters, let kernelSteps, let kernelBins, let strideSteps, let strideBins, let padding, let bias,
      let l2):
      try container.encode(filters, forKey: .filters)
      try container.encode([kernelSteps, kernelBins], forKey: .kernel)
      try container.encode([strideSteps, strideBins], forKey: .stride)
      try container.encode(padding, forKey: .padding)
      try container.encode(bias, forKey: .bias)
      try encode(l2: l2)
    case .batchNormalization(let momentum, let epsilon):
      try container.encode(momentum, forKey: .momentum)
      try container.encode(epsilon, forKey: .epsilon)
    case .maxPool(let steps, let bins), .averagePool(let steps, let bins):
      try container.encode([steps, bins], forKey: .size)
    case .dropout(let rate): try container.encode(rate, forKey: .rate)
    case .lstm(let units, let forgetBias, let skip, let returns, let l2):
      try container.encode(units, forKey: .units)
      try container.encode(forgetBias, forKey: .forgetBias)
      try container.encode(skip, forKey: .skip)
      if returns != .sequence { try container.encode(returns, forKey: .returns) }
      try encode(l2: l2)
    case .dense(let units, let l2):
      try container.encode(units, forKey: .units)
      try encode(l2: l2)
    case .branches(let branches, let join):
      try container.encode(branches, forKey: .branches)
      try container.encode(join, forKey: .join)
    case .activation, .flatten, .binsToSteps, .attentionPool, .meanPool, .last: break
    }
  }
}
