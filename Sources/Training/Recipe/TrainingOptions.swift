import Network

/// A number of a recipe that is out of range.
struct RecipeProblem {
  var name: String
  var reason: String

  /// The first of `checks` whose value lies outside its range.
  static func first(_ checks: [(String, Double, ClosedRange<Double>)]) -> RecipeProblem? {
    for (name, value, range) in checks where !range.contains(value) {
      return RecipeProblem(
        name: name, reason: "is \(value); must be from \(range.lowerBound) to \(range.upperBound)")
    }
    return nil
  }
}

/// How a network is trained.
public struct TrainingOptions: Codable, Sendable, Equatable {
  /// Passes over the data.
  public var epochCount: Int
  /// Clips in a step.
  public var batchSize: Int
  /// Highest learning rate.
  public var learningRate: Float
  /// AdamW's weight decay, on kernels only.
  public var weightDecay: Float
  /// Epochs over which the learning rate rises from 0; from there it falls to 0 along a cosine.
  public var warmUpEpochCount: Double
  /// Largest length of the whole gradient.
  public var gradientNormLimit: Float
  /// Share of the target probability spread over all classes.
  public var labelSmoothing: Float
  /// Rows of a training crop, drawn around the speech.
  public var cropRowCount: Int
  /// Rows kept before and after the speech where there are any.
  public var marginRowCount: Int
  /// Share of the loss that is taken at earlier steps, so that answers come early.
  public var earlyLossShare: Float
  /// Output steps of open speech after which the early loss begins.
  public var earlyLossStart: Int
  /// Most clips drawn from one corpus in an epoch; a corpus not named gives all it has.
  public var clipsPerEpoch: [String: Int]

  enum CodingKeys: String, CodingKey, CaseIterable {
    case epochCount, batchSize, learningRate, weightDecay, warmUpEpochCount, gradientNormLimit, labelSmoothing
    case cropRowCount, marginRowCount, earlyLossShare, earlyLossStart, clipsPerEpoch
  }

  /// Reads the options; unknown keys are errors.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseKeys(besides: CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func read<Value: Decodable>(_ key: CodingKeys, _ fallback: Value) throws -> Value {
      try container.decodeIfPresent(Value.self, forKey: key) ?? fallback
    }
    epochCount = try read(.epochCount, 80)
    batchSize = try read(.batchSize, 32)
    learningRate = try read(.learningRate, 2e-3)
    weightDecay = try read(.weightDecay, 1e-2)
    warmUpEpochCount = try read(.warmUpEpochCount, 2)
    gradientNormLimit = try read(.gradientNormLimit, 5)
    labelSmoothing = try read(.labelSmoothing, 0.1)
    cropRowCount = try read(.cropRowCount, 104)
    marginRowCount = try read(.marginRowCount, 12)
    earlyLossShare = try read(.earlyLossShare, 0)
    earlyLossStart = try read(.earlyLossStart, 6)
    clipsPerEpoch = try read(.clipsPerEpoch, [:])
  }

  var problem: RecipeProblem? {
    RecipeProblem.first(
      [
        ("epochCount", Double(epochCount), 1...100_000), ("batchSize", Double(batchSize), 2...4096),
        ("learningRate", Double(learningRate), 1e-8...10), ("weightDecay", Double(weightDecay), 0...1),
        ("warmUpEpochCount", warmUpEpochCount, 0...1000),
        ("gradientNormLimit", Double(gradientNormLimit), 1e-3...1e6),
        ("labelSmoothing", Double(labelSmoothing), 0...0.9),
        ("cropRowCount", Double(cropRowCount), 4...10_000),
        ("marginRowCount", Double(marginRowCount), 0...1000),
        ("earlyLossShare", Double(earlyLossShare), 0...1),
        ("earlyLossStart", Double(earlyLossStart), 1...1000),
      ]
        + clipsPerEpoch.sorted { $0.key < $1.key }.map {
          ("clipsPerEpoch.\($0.key)", Double($0.value), 1...1e6)
        })
  }
}
