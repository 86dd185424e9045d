/// What one epoch gave.
public struct EpochReport: Sendable, Equatable, Codable {
  /// Epoch, counted from 1.
  public var epoch: Int
  /// Learning rate of its last step.
  public var learningRate: Float
  /// Mean training loss, with the L2 terms of the layers that have one.
  public var loss: Double
  /// Share of training crops told right, while they were learnt from.
  public var accuracy: Double
  /// UAR on the validation clips; nil without any.
  public var validationUAR: Double?
  /// Mean loss on the validation clips, each clip weighing the same, with the L2 terms; nil without any.
  public var validationLoss: Double?
  /// Share of validation clips told right; nil without any.
  public var validationAccuracy: Double?
  /// Share of single outputs on the right side of one half while learning, where the loss is binary. It is no measure of a
  /// classifier of many classes: answering no everywhere already scores high.
  public var binaryAccuracy: Double?
  /// The same on the validation clips.
  public var validationBinaryAccuracy: Double?
  /// Class given most often while learning.
  public var commonAnswer: CommonAnswer
  /// Class given most often to the validation clips; nil without any.
  public var validationCommonAnswer: CommonAnswer?
  /// Set where one class has taken over for several epochs on end.
  public var collapse: Collapse?
  /// Seconds the epoch took.
  public var seconds: Double
}

/// The class that a network gives most often.
public struct CommonAnswer: Sendable, Equatable, Codable {
  /// Index of the label.
  public var labelIndex: Int
  /// Share of the answers that name it. Range: 0...1
  public var answerShare: Double
  /// Share of the clips that have it. Range: 0...1
  public var clipShare: Double

  /// Whether one class takes over: more than 80 % of the answers, with less than half of the clips.
  public var isDominant: Bool { answerShare > 0.8 && clipShare < 0.5 }
}

/// A warning: whatever it hears, the network says the same.
public struct Collapse: Sendable, Equatable, Codable {
  /// The class, as it stands in the last epoch.
  public var answer: CommonAnswer
  /// Whether it shows on the validation clips; else on the training clips.
  public var isOnValidation: Bool
  /// Epochs on end, up to the last one.
  public var epochCount: Int

  /// Epochs on end from which it is told.
  public static let alarmEpochCount = 3

  /// What `history` shows in its last epoch, validation before training.
  init?(_ history: [EpochReport]) {
    func run(_ answer: (EpochReport) -> CommonAnswer?) -> (CommonAnswer, Int)? {
      guard let last = history.last.flatMap(answer), last.isDominant else { return nil }
      let count = history.reversed().prefix {
        answer($0).map { $0.isDominant && $0.labelIndex == last.labelIndex } ?? false
      }.count
      return count >= Self.alarmEpochCount ? (last, count) : nil
    }
    if let (answer, count) = run(\.validationCommonAnswer) {
      self.answer = answer
      (isOnValidation, epochCount) = (true, count)
    } else if let (answer, count) = run(\.commonAnswer) {
      self.answer = answer
      (isOnValidation, epochCount) = (false, count)
    } else {
      return nil
    }
  }
}
