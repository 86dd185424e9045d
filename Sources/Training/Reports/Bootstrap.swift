/// An interval that holds the true value in 95 of 100 repetitions of the experiment.
public struct ConfidenceInterval: Sendable, Hashable, Codable {
  /// Its lower end.
  public var lowerBound: Double
  /// Its upper end.
  public var upperBound: Double
}

/// The spread of UAR by drawing test clips again, with replacement.
///
/// Over clips it says how much the figure hangs on which clips of *these* speakers were tested; over speakers, whole
/// speakers are drawn, which is the honest interval for a new voice, and wider. The model is not trained again.
///
/// - Source: Efron 1979, percentile intervals; a resample scores the classes that occur in it.
public enum Bootstrap {
  /// What is drawn.
  public enum Unit: String, Sendable, Hashable, Codable {
    case clips
    case speakers
  }

  /// The 95 % interval of UAR; nil with fewer than two units, or over speakers where a clip has none.
  ///
  /// - Parameter drawCount: resamples, from the sequence of `seed`.
  public static func uarInterval(
    of predictions: [Prediction], labelCount: Int, over unit: Unit, drawCount: Int = 2000, seed: UInt64 = 0
  ) -> ConfidenceInterval? {
    precondition(drawCount > 0, "\(drawCount) resamples")
    guard let units = tallies(of: predictions, labelCount: labelCount, over: unit), units.count > 1 else {
      return nil
    }
    var generator = SeededGenerator(seed: seed, stream: 0xb007)
    var scores: [Double] = []
    scores.reserveCapacity(drawCount)
    for _ in 0..<drawCount {
      var supports = [Int](repeating: 0, count: labelCount)
      var hits = supports
      for _ in units.indices {
        for tally in units[generator.nextIndex(below: units.count)] {
          supports[tally.label] += tally.support
          hits[tally.label] += tally.hits
        }
      }
      let recalls = zip(hits, supports).filter { $0.1 > 0 }.map { Double($0.0) / Double($0.1) }
      scores.append(recalls.reduce(0, +) / Double(recalls.count))
    }
    scores.sort()
    return ConfidenceInterval(
      lowerBound: quantile(0.025, of: scores), upperBound: quantile(0.975, of: scores))
  }

  private struct Tally {
    var label: Int
    var support: Int
    var hits: Int
  }

  private static func tallies(of predictions: [Prediction], labelCount: Int, over unit: Unit) -> [[Tally]]? {
    let keys: [String]
    switch unit {
    case .clips:
      // Verdicts of several seeds on one clip are no independent clips.
      keys = predictions.enumerated().map { $1.path ?? "clip \($0)" }
    case .speakers:
      keys = predictions.compactMap(\.speaker)
      guard keys.count == predictions.count else { return nil }
    }
    let groups = Dictionary(grouping: predictions.indices) { keys[$0] }
    return groups.keys.sorted().map { key in
      var tallies: [Int: Tally] = [:]
      for prediction in (groups[key] ?? []).map({ predictions[$0] }) {
        let label = prediction.truthIndex
        tallies[label, default: Tally(label: label, support: 0, hits: 0)].support += 1
        tallies[label]?.hits += prediction.isCorrect ? 1 : 0
      }
      return Array(tallies.values)
    }
  }

  /// The quantile of sorted `values`, linear between neighbours.
  static func quantile(_ share: Double, of values: [Double]) -> Double {
    let position = share * Double(values.count - 1)
    let index = Int(position)
    guard index + 1 < values.count else { return values[values.count - 1] }
    return values[index] + (position - Double(index)) * (values[index + 1] - values[index])
  }
}
