/// How the training of one fold went.
public struct TrainingRecord: Sendable, Equatable, Codable {
  /// Every epoch.
  public var history: [EpochReport]
  /// Whether it ended before the last epoch because nothing got better.
  public var stoppedEarly: Bool
  /// Epoch whose weights were kept, counted from 1; nil where they are those of the last one.
  public var keptEpoch: Int?
  /// How the network scored the test clips whole; nil where its input is no window.
  public var wholeClips: WholeClipScores?

  /// Seconds of the epochs that were not trained in this run but come from checkpoints; nil where none do.
  public var restoredSeconds: Double?

  /// How the other networks of an ensemble went; nil where there is one network.
  public var otherMembers: [TrainingRecord]?

  /// Records a training.
  public init(
    history: [EpochReport], stoppedEarly: Bool, keptEpoch: Int?, wholeClips: WholeClipScores? = nil
  ) {
    self.history = history
    self.stoppedEarly = stoppedEarly
    self.keptEpoch = keptEpoch
    self.wholeClips = wholeClips
  }

  /// What `trainer` has been through.
  public init(_ trainer: Trainer, wholeClips: WholeClipScores? = nil) {
    self.wholeClips = wholeClips
    history = trainer.history
    stoppedEarly = trainer.stoppedEarly
    restoredSeconds = trainer.restoredSeconds > 0 ? trainer.restoredSeconds : nil
    keptEpoch = trainer.recipe.training.earlyStopping?.restoresBest == true ? trainer.bestEpoch : nil
  }

  /// What the trainers of an ensemble, or the only one, have been through; there must be one.
  public init(members: [Trainer], wholeClips: WholeClipScores? = nil) {
    self.init(members[0], wholeClips: wholeClips)
    if members.count > 1 { otherMembers = members.dropFirst().map { TrainingRecord($0) } }
  }

  /// Seconds of the epochs of all networks that come from checkpoints.
  public var allRestoredSeconds: Double {
    ([self] + (otherMembers ?? [])).reduce(0) { $0 + ($1.restoredSeconds ?? 0) }
  }

  /// Loss and accuracy by epoch as a picture; nil before the first epoch.
  public func picture(title: String) -> String? {
    guard !history.isEmpty else { return nil }
    return TrainingCurvesPicture(
      history.map {
        TrainingCurvesPicture.Epoch(
          trainLoss: $0.loss, validationLoss: $0.validationLoss, trainScore: $0.accuracy,
          validationScore: $0.validationAccuracy)
      }, scoreName: "accuracy", title: title
    ).svg
  }
}
