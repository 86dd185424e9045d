/// Verdicts on one fold's test clips, from one training run.
public struct FoldOutcome: Sendable, Equatable {
  /// The fold.
  public var fold: Fold
  /// Seed of the training run.
  public var seed: UInt64
  /// A verdict for every test clip, in their order.
  public var predictions: [Prediction]
  /// What was said of each test clip on the way to its verdict; empty where it was not looked at.
  public var heard: [HeardClip]
  /// Verdicts on the test clips changed by a condition, in the clips' order.
  public var changed: [AcousticCondition: [Prediction]]
  /// What was said of recordings without speech; nil where it was not looked at.
  public var background: BackgroundHearing?
  /// How the training went; nil for a finished model.
  public var training: TrainingRecord?

  /// Records a fold's verdicts.
  public init(fold: Fold, seed: UInt64, predictions: [Prediction]) {
    self.fold = fold
    self.seed = seed
    self.predictions = predictions
    heard = []
    changed = [:]
  }

  /// Records a fold's verdicts and what was said on the way to them.
  public init(
    fold: Fold, seed: UInt64, heard: [HeardClip], changed: [AcousticCondition: [Prediction]] = [:],
    background: BackgroundHearing? = nil, training: TrainingRecord? = nil
  ) {
    self.fold = fold
    self.seed = seed
    predictions = heard.map(\.prediction)
    self.heard = heard
    self.changed = changed
    self.background = background
    self.training = training
  }

  /// What was said of the test clips of one corpus; nil where there are none.
  func restricted(to corpus: String) -> FoldOutcome? {
    let kept = fold.test.indices.filter { fold.test[$0].clip.corpus == corpus }
    guard !kept.isEmpty, predictions.count == fold.test.count else { return nil }
    var outcome = self
    outcome.fold.test = kept.map { fold.test[$0] }
    outcome.predictions = kept.map { predictions[$0] }
    outcome.heard = heard.isEmpty ? [] : kept.map { heard[$0] }
    outcome.changed = changed.mapValues { changed in kept.map { changed[$0] } }
    return outcome
  }
}
