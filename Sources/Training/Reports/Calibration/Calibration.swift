import Glibc

/// How far confidence can be believed, over the clips in which speech was found.
public struct Calibration: Sendable, Hashable, Codable {
  /// One bar of a reliability diagram.
  public struct Bin: Sendable, Hashable, Codable {
    /// Confidence from (excluded, but for 0).
    public var lowerBound: Double
    /// Confidence up to (included).
    public var upperBound: Double
    /// Clips in it.
    public var count: Int
    /// Mean confidence of its clips; 0 without any.
    public var confidence: Double
    /// Share of its clips that are right; 0 without any.
    public var accuracy: Double
  }

  /// Bins of equal width from 0 to 1.
  public var bins: [Bin]
  /// Expected calibration error: the bins' gaps between confidence and accuracy, weighted by their clips. Range: 0...1.
  ///
  /// - Source: Guo et al. 2017, "On calibration of modern neural networks", equation 3.
  public var ece: Double
  /// Mean negative log-likelihood of the true class. Units: nats.
  public var nll: Double
  /// Mean over clips of the squared distance between probabilities and truth, summed over classes. Range: 0...2.
  public var brier: Double
  /// Clips it is measured on.
  public var clipCount: Int

  /// A probability of 0 for the true class would cost infinitely much; this is the least that counts.
  public static let leastProbability = 1e-15

  /// Measures `predictions`; nil where speech was found in none.
  public init?(_ predictions: [Prediction], binCount: Int = 15) {
    precondition(binCount > 0, "a diagram of \(binCount) bins")
    var counts = [Int](repeating: 0, count: binCount)
    var confidences = [Double](repeating: 0, count: binCount)
    var hits = [Int](repeating: 0, count: binCount)
    var (nll, brier, clipCount) = (0.0, 0.0, 0)
    for prediction in predictions {
      guard let probabilities = prediction.probabilities, let confidence = prediction.confidence else {
        continue
      }
      let bin = min(max(Int((confidence * Double(binCount)).rounded(.up)) - 1, 0), binCount - 1)
      counts[bin] += 1
      confidences[bin] += confidence
      hits[bin] += prediction.isCorrect ? 1 : 0
      clipCount += 1
      nll -= log(max(probabilities[prediction.truthIndex], Self.leastProbability))
      for (index, probability) in probabilities.enumerated() {
        let error = probability - (index == prediction.truthIndex ? 1 : 0)
        brier += error * error
      }
    }
    guard clipCount > 0 else { return nil }
    bins = (0..<binCount).map { bin in
      let count = Double(max(counts[bin], 1))
      return Bin(
        lowerBound: Double(bin) / Double(binCount), upperBound: Double(bin + 1) / Double(binCount),
        count: counts[bin], confidence: confidences[bin] / count, accuracy: Double(hits[bin]) / count)
    }
    ece = bins.reduce(0) { $0 + Double($1.count) / Double(clipCount) * abs($1.accuracy - $1.confidence) }
    self.nll = nll / Double(clipCount)
    self.brier = brier / Double(clipCount)
    self.clipCount = clipCount
  }
}
