/// How a network scored the test clips whole, as the files are: no speech gate, no utterances.
///
/// It is what published figures of networks that judge clips are. The recogniser's own verdicts, on what the gate lets
/// through, are the report's other figures.
public struct WholeClipScores: Sendable, Hashable, Codable {
  /// Clips scored.
  public var clipCount: Int
  /// Unweighted average recall. Range: 0...1
  public var uar: Double
  /// Accuracy. Range: 0...1
  public var accuracy: Double
  /// Share of single outputs on the right side of one half. Range: 0...1
  public var binaryAccuracy: Double

  /// Records scores.
  public init(clipCount: Int, uar: Double, accuracy: Double, binaryAccuracy: Double) {
    self.clipCount = clipCount
    self.uar = uar
    self.accuracy = accuracy
    self.binaryAccuracy = binaryAccuracy
  }
}

extension Trainer {
  /// Scores `clips` whole with the network that would be saved.
  ///
  /// - Parameter windows: features of the clips, of a span of `clip`.
  /// - Errors: `undecodable` for a clip without features.
  public func wholeClipScores(
    on clips: [LabeledClip], windows: WindowStore
  ) throws(TrainingError) -> WholeClipScores {
    let scorer = try ClipScorer(
      recipe: recipe, clips: clips, store: builder.store, windows: windows, standardization: standardization)
    let tally = scorer.tally(
      of: network, loss: SequenceLoss(kind: loss.kind, labelSmoothing: loss.labelSmoothing), workers: workers)
    return WholeClipScores(
      clipCount: tally.count, uar: tally.uar, accuracy: tally.accuracy, binaryAccuracy: tally.binaryAccuracy)
  }
}
