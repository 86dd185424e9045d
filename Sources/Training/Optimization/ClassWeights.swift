import Network

/// How much the clips of each class weigh in the loss.
public enum ClassWeights: Sendable, Equatable {
  /// `"balanced"`: in inverse proportion to the clips of the class; 1 on average over the clips.
  case balanced
  /// `{"angry": 2, "sad": 0.5}`; 1 where a label is not named.
  case byLabel([String: Float])

  /// One weight a label.
  ///
  /// - Parameter supports: clips of each label; they may be fractions where only a share is drawn.
  /// - Source: `compute_class_weight("balanced")` of scikit-learn.
  func weights(labels: [String], supports: [Double]) -> [Float] {
    switch self {
    case .byLabel(let weights): labels.map { weights[$0] ?? 1 }
    case .balanced:
      supports.map { support in
        let present = Double(supports.count { $0 > 0 })
        return support > 0 ? Float(supports.reduce(0, +) / (present * support)) : 1
      }
    }
  }
}

extension ClassWeights: Codable {
  /// Reads `"balanced"` or an object of weights.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      guard text == "balanced" else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "is \"\(text)\"; must be \"balanced\" or an object of weights")
      }
      self = .balanced
    } else if let weights = try? container.decode([String: Float].self) {
      self = .byLabel(weights)
    } else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "must be \"balanced\" or an object of labels and weights")
    }
  }

  /// Writes the choice as `init(from:)` reads it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .balanced: try container.encode("balanced")
    case .byLabel(let weights): try container.encode(weights)
    }
  }
}
