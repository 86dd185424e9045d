import Network

/// How much the clips of each class weigh in the loss.
public enum ClassWeights: Sendable, Equatable {
  /// `"balanced"`: in inverse proportion to the clips of the class; 1 on average over the clips.
  case balanced
  /// `"balancedByCorpus"`: the same within each corpus, so that a corpus's favourite emotion is not learnt as a property
  /// of its sound.
  case balancedByCorpus
  /// `{"angry": 2, "sad": 0.5}`; 1 where a label is not named.
  case byLabel([String: Float])

  /// One weight a clip of `clips`.
  ///
  /// - Parameter drawn: clips an epoch draws of each corpus; a corpus not named gives all it has.
  func weights(of clips: [LabeledClip], labels: [String], drawn: [String: Int]) -> [Float] {
    let byCorpus = Dictionary(grouping: clips, by: \.clip.corpus).mapValues { own in
      labels.indices.map { label in Double(own.count { $0.labelIndex == label }) }
    }
    switch self {
    case .byLabel(let weights):
      return clips.map { weights[labels[$0.labelIndex]] ?? 1 }
    case .balanced:
      var supports = [Double](repeating: 0, count: labels.count)
      for (corpus, counts) in byCorpus {
        let all = counts.reduce(0, +)
        let share = min(all, drawn[corpus].map(Double.init) ?? all) / all
        for label in labels.indices { supports[label] += counts[label] * share }
      }
      let weights = Self.balanced(supports)
      return clips.map { weights[$0.labelIndex] }
    case .balancedByCorpus:
      let weights = byCorpus.mapValues(Self.balanced)
      return clips.map { weights[$0.clip.corpus]?[$0.labelIndex] ?? 1 }
    }
  }

  /// One weight a label.
  ///
  /// - Parameter supports: clips of each label; they may be fractions where only a share is drawn.
  /// - Source: `compute_class_weight("balanced")` of scikit-learn.
  private static func balanced(_ supports: [Double]) -> [Float] {
    let present = Double(supports.count { $0 > 0 })
    let all = supports.reduce(0, +)
    return supports.map { $0 > 0 ? Float(all / (present * $0)) : 1 }
  }
}

extension ClassWeights: Codable {
  private static let words = "must be \"balanced\", \"balancedByCorpus\" or an object of"

  /// Reads a word or an object of weights.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      switch text {
      case "balanced": self = .balanced
      case "balancedByCorpus": self = .balancedByCorpus
      default:
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "is \"\(text)\"; \(Self.words) weights")
      }
    } else if let weights = try? container.decode([String: Float].self) {
      self = .byLabel(weights)
    } else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(Self.words) labels and weights")
    }
  }

  /// Writes the choice as `init(from:)` reads it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .balanced: try container.encode("balanced")
    case .balancedByCorpus: try container.encode("balancedByCorpus")
    case .byLabel(let weights): try container.encode(weights)
    }
  }
}
