import Glibc

/// A mean and its spread.
public struct MeanAndDeviation: Sendable, Hashable, Codable {
  /// Mean of the values.
  public var mean: Double
  /// Sample standard deviation (n - 1); nil for a single value.
  public var deviation: Double?
  /// Number of values.
  public var count: Int

  /// In per cent with one decimal, and what it varies by where that is known: "67.3 ± 5.7".
  public var percentText: String {
    FixedPoint.percent(mean) + (deviation.map { " ± \(FixedPoint.percent($0))" } ?? "")
  }

  /// Summarises `values`; nil without any.
  public init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    count = values.count
    if values.count > 1 {
      deviation = sqrt(values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1))
    }
  }
}

/// Scores of one fold, trained once from one seed.
public struct FoldScores: Sendable, Equatable, Codable {
  /// Name of the fold.
  public var name: String
  /// Seed of the training run.
  public var seed: UInt64
  /// Clips learnt from, validation not counted.
  public var trainClipCount: Int
  /// Clips held for validation.
  public var validationClipCount: Int
  /// Speakers tested.
  public var testSpeakers: [String]
  /// Unweighted average recall. Range: 0...1
  public var uar: Double
  /// Accuracy. Range: 0...1
  public var wa: Double
  /// Verdicts on the fold's test clips.
  public var confusion: ConfusionMatrix
  /// How its training went; nil for a finished model.
  public var training: TrainingRecord?

  /// Scores `predictions` on `fold`; nil where the fold tests no clip.
  public init?(
    fold: Fold, seed: UInt64, labels: [String], predictions: [Prediction], training: TrainingRecord? = nil
  ) {
    let confusion = ConfusionMatrix(labels: labels, predictions: predictions)
    guard let uar = confusion.uar, let wa = confusion.wa else { return nil }
    name = fold.name
    self.seed = seed
    trainClipCount = fold.train.count
    validationClipCount = fold.validation.count
    testSpeakers = Set(fold.test.compactMap(\.clip.speaker)).sorted()
    self.uar = uar
    self.wa = wa
    self.confusion = confusion
    self.training = training
  }
}

extension [FoldScores] {
  /// UAR over all folds and seeds.
  public var uar: MeanAndDeviation? { MeanAndDeviation(map(\.uar)) }
  /// Accuracy over all folds and seeds.
  public var wa: MeanAndDeviation? { MeanAndDeviation(map(\.wa)) }

  /// UAR of one seed's folds to that of another's; nil with a single seed.
  public var uarOverSeeds: MeanAndDeviation? {
    let means = uarBySeed.map(\.uar)
    return means.count > 1 ? MeanAndDeviation(means) : nil
  }

  /// UAR of each seed, averaged over its folds, in the order of the seeds.
  public var uarBySeed: [(seed: UInt64, uar: Double)] {
    Dictionary(grouping: self, by: \.seed).sorted { $0.key < $1.key }.map { seed, scores in
      (seed, scores.reduce(0) { $0 + $1.uar } / Double(scores.count))
    }
  }
}
