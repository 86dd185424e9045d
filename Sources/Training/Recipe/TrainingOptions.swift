import Network

/// A number of a recipe that is out of range.
struct RecipeProblem {
  var name: String
  var reason: String

  /// The first of `checks` whose value lies outside its range.
  static func first(_ checks: [(String, Double, ClosedRange<Double>)]) -> RecipeProblem? {
    for (name, value, range) in checks where !range.containsAsFloat(value) {
      return RecipeProblem(
        name: name, reason: "is \(value); must be from \(range.lowerBound) to \(range.upperBound)")
    }
    return nil
  }
}

extension ClosedRange<Double> {
  /// Whether `value` lies in the range, or at a bound as `Float` has it.
  func containsAsFloat(_ value: Double) -> Bool {
    contains(value) || value == Double(Float(lowerBound)) || value == Double(Float(upperBound))
  }
}

/// How a network is trained.
public struct TrainingOptions: Codable, Sendable, Equatable {
  /// Networks trained apart, each from a seed of its own, whose logits the model averages.
  public var memberCount: Int
  /// Passes over the data.
  public var epochCount: Int
  /// Clips in a step.
  public var batchSize: Int
  /// What moves the weights; AdamW where a recipe names nothing.
  public var optimizer: OptimizerOptions
  /// How the learning rate goes; along a cosine where a recipe names nothing.
  public var schedule: ScheduleOptions
  /// Highest learning rate; the optimiser's own where a recipe names none.
  public var learningRate: Float
  /// AdamW's weight decay, on kernels only; 0 with other optimisers.
  public var weightDecay: Float
  /// Epochs over which the learning rate rises from 0; 2 before a cosine and 0 else where a recipe names none.
  public var warmUpEpochCount: Double
  /// When to stop before the last epoch, if ever.
  public var earlyStopping: EarlyStopping?
  /// Share of the old average in the moving average of the weights at every step; 0 for none. The average is then what is
  /// validated and saved.
  public var weightAverageDecay: Float
  /// What outputs are compared by.
  public var loss: LossKind
  /// How much the clips of each class weigh; all alike where a recipe names nothing.
  public var classWeights: ClassWeights?
  /// How much the clips of each corpus weigh; 1 where a corpus is not named.
  public var corpusWeights: [String: Float]
  /// Parameter of the Beta distribution of ``Mixup``'s shares; 0 for no mixing.
  public var mixup: Float
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
    case memberCount, epochCount, batchSize, optimizer, schedule, learningRate, weightDecay, warmUpEpochCount,
      earlyStopping
    case weightAverageDecay, loss, classWeights, corpusWeights, mixup, gradientNormLimit, labelSmoothing
    case cropRowCount, marginRowCount, earlyLossShare, earlyLossStart, clipsPerEpoch
  }

  /// Reads the options; unknown keys are errors.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseKeys(besides: CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func read<Value: Decodable>(_ key: CodingKeys, _ fallback: Value) throws -> Value {
      try container.decodeIfPresent(Value.self, forKey: key) ?? fallback
    }
    memberCount = try read(.memberCount, 1)
    epochCount = try read(.epochCount, 80)
    batchSize = try read(.batchSize, 32)
    optimizer = try read(.optimizer, .standard)
    schedule = try read(.schedule, .warmUpCosine)
    learningRate = try read(.learningRate, optimizer.defaultLearningRate)
    weightDecay = try read(.weightDecay, optimizer.decaysWeights ? 1e-2 : 0)
    warmUpEpochCount = try read(.warmUpEpochCount, schedule.defaultWarmUpEpochCount)
    earlyStopping = try container.decodeIfPresent(EarlyStopping.self, forKey: .earlyStopping)
    weightAverageDecay = try read(.weightAverageDecay, 0)
    loss = try container.choice(.loss, default: .categoricalCrossEntropy)
    classWeights = try container.decodeIfPresent(ClassWeights.self, forKey: .classWeights)
    corpusWeights = try read(.corpusWeights, [:])
    mixup = try read(.mixup, 0)
    gradientNormLimit = try read(.gradientNormLimit, 5)
    labelSmoothing = try read(.labelSmoothing, 0.1)
    cropRowCount = try read(.cropRowCount, 104)
    marginRowCount = try read(.marginRowCount, 12)
    earlyLossShare = try read(.earlyLossShare, 0)
    earlyLossStart = try read(.earlyLossStart, 6)
    clipsPerEpoch = try read(.clipsPerEpoch, [:])
  }

  /// Whether validation clips are needed to follow the options.
  public var needsValidation: Bool {
    [schedule.monitor, earlyStopping?.monitor].contains { $0?.needsValidation == true }
  }

  /// What is wrong beyond the types, first by first.
  var problem: RecipeProblem? {
    if weightDecay != 0, !optimizer.decaysWeights {
      return RecipeProblem(
        name: "weightDecay",
        reason:
          "is \(weightDecay); only adamW decays weights, and the optimizer is \(optimizer.kind.rawValue)")
    }
    return RecipeProblem.first(
      [
        ("memberCount", Double(memberCount), 1...16), ("epochCount", Double(epochCount), 1...100_000),
        ("batchSize", Double(batchSize), 2...4096),
        ("learningRate", Double(learningRate), 1e-8...10), ("weightDecay", Double(weightDecay), 0...1),
        ("warmUpEpochCount", warmUpEpochCount, 0...1000),
        ("weightAverageDecay", Double(weightAverageDecay), 0...0.999_999), ("mixup", Double(mixup), 0...100),
        ("gradientNormLimit", Double(gradientNormLimit), 1e-3...1e6),
        ("labelSmoothing", Double(labelSmoothing), 0...0.9),
        ("cropRowCount", Double(cropRowCount), 4...10_000),
        ("marginRowCount", Double(marginRowCount), 0...1000),
        ("earlyLossShare", Double(earlyLossShare), 0...1),
        ("earlyLossStart", Double(earlyLossStart), 1...1000),
      ]
        + clipsPerEpoch.sorted { $0.key < $1.key }.map {
          ("clipsPerEpoch.\($0.key)", Double($0.value), 1...1e6)
        }
        + weightsByLabel.sorted { $0.key < $1.key }.map {
          ("classWeights.\($0.key)", Double($0.value), 0...1000)
        }
        + corpusWeights.sorted { $0.key < $1.key }.map {
          ("corpusWeights.\($0.key)", Double($0.value), 0...1000)
        })
  }

  /// What is wrong with regard to the classes there are, and to whether there are validation clips.
  func problem(labels: [String], hasValidation: Bool) -> RecipeProblem? {
    for label in weightsByLabel.keys.sorted() where !labels.contains(label) {
      return RecipeProblem(
        name: "classWeights.\(label)", reason: "is no label; there are \(labels.joined(separator: ", "))")
    }
    if hasValidation { return nil }
    let watched = [
      ("schedule.monitor", schedule.monitor), ("earlyStopping.monitor", earlyStopping?.monitor),
    ]
    for case (let name, let monitor?) in watched where monitor.needsValidation {
      return RecipeProblem(
        name: name, reason: "is \(monitor.rawValue), and there are no validation clips to measure it on")
    }
    return nil
  }

  private var weightsByLabel: [String: Float] {
    if case .byLabel(let weights) = classWeights { return weights }
    return [:]
  }
}
