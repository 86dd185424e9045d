import Glibc

extension Prediction {
  /// The same verdict with its logits divided by `temperature`.
  public func scaled(by temperature: Double) -> Prediction {
    precondition(temperature > 0, "a temperature of \(temperature)")
    var copy = self
    copy.probabilities = probabilities.map { probabilities in
      let logits = probabilities.map { log(max($0, Calibration.leastProbability)) / temperature }
      let top = logits.max() ?? 0
      let shares = logits.map { exp($0 - top) }
      let sum = shares.reduce(0, +)
      return shares.map { $0 / sum }
    }
    return copy
  }
}

/// The temperature that would make probabilities most likely, and what it gives on verdicts it was not fitted on.
///
/// - Source: Guo et al. 2017, "On calibration of modern neural networks", section 4.2.
public struct TemperatureFit: Sendable, Hashable, Codable {
  /// What temperatures fitted on the other folds give on each fold, all folds together.
  public struct HeldOut: Sendable, Hashable, Codable {
    /// Expected calibration error. Range: 0...1
    public var ece: Double
    /// Mean negative log-likelihood of the true class. Units: nats.
    public var nll: Double
    /// The temperatures, by fold.
    public var temperatures: [Double]
  }

  /// Temperature with the least negative log-likelihood over all folds.
  public var temperature: Double
  /// What it is worth where it was not fitted; nil with a single fold.
  public var heldOut: HeldOut?

  /// What to divide logits by, given the mean negative log-likelihood `nll` of the verdicts as they are: 1 where temperatures
  /// fitted on the other folds make the verdicts of a fold less likely than no temperature does.
  public func advised(unscaledNLL nll: Double) -> Double {
    guard let heldOut, heldOut.nll >= nll else { return temperature }
    return 1
  }

  /// Whether it is the highest looked at: confidence then says nothing about what is right.
  var isAtLimit: Bool { temperature > 0.99 * Self.range.upperBound }

  /// Temperatures looked at.
  public static let range = 0.05...20.0

  /// Fits on `folds`, each the verdicts on one fold's clips, all its seeds together; nil where speech was found in none.
  public init?(_ folds: [[Prediction]]) {
    let rows = folds.map { $0.compactMap(LogProbabilities.init) }
    guard let temperature = Self.best(rows.flatMap(\.self)) else { return nil }
    self.temperature = temperature
    guard folds.count > 1 else { return }
    var temperatures: [Double] = []
    var scaled: [Prediction] = []
    for (index, fold) in folds.enumerated() {
      let others = rows.enumerated().filter { $0.offset != index }.flatMap(\.element)
      guard let own = Self.best(others) else { return }
      temperatures.append(own)
      scaled += fold.map { $0.scaled(by: own) }
    }
    heldOut = Calibration(scaled).map {
      HeldOut(ece: $0.ece, nll: $0.nll, temperatures: temperatures)
    }
  }

  /// The temperature with the least negative log-likelihood of `predictions`; nil where speech was found in none.
  public static func temperature(of predictions: [Prediction]) -> Double? {
    best(predictions.compactMap(LogProbabilities.init))
  }

  private struct LogProbabilities {
    var values: [Double]
    var truthIndex: Int

    init?(_ prediction: Prediction) {
      guard let probabilities = prediction.probabilities else { return nil }
      values = probabilities.map { log(max($0, Calibration.leastProbability)) }
      truthIndex = prediction.truthIndex
    }

    func loss(_ temperature: Double) -> Double {
      let top = (values.max() ?? 0) / temperature
      let sum = values.reduce(0) { $0 + exp($1 / temperature - top) }
      return log(sum) + top - values[truthIndex] / temperature
    }
  }

  /// Golden section over the logarithm; the loss is convex in 1/temperature and so has one minimum.
  private static func best(_ rows: [LogProbabilities]) -> Double? {
    guard !rows.isEmpty else { return nil }
    func loss(_ logarithm: Double) -> Double {
      let temperature = exp(logarithm)
      return rows.reduce(0) { $0 + $1.loss(temperature) }
    }
    let ratio = (sqrt(5.0) - 1) / 2
    var (low, high) = (log(range.lowerBound), log(range.upperBound))
    var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
    var (lossLeft, lossRight) = (loss(left), loss(right))
    for _ in 0..<36 {
      if lossLeft <= lossRight {
        (high, right, lossRight) = (right, left, lossLeft)
        left = high - ratio * (high - low)
        lossLeft = loss(left)
      } else {
        (low, left, lossLeft) = (left, right, lossRight)
        right = low + ratio * (high - low)
        lossRight = loss(right)
      }
    }
    return exp((low + high) / 2)
  }
}
