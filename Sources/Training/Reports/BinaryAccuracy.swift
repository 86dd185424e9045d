/// Accuracy of one-hot outputs taken one by one, as yes or no at 0.5.
///
/// It is no measure of a classifier of many classes, since answering no everywhere already scores high; it is here to put
/// published figures of this kind next to what they hide.
public struct BinaryAccuracy: Sendable, Hashable, Codable {
  /// Share of single outputs on the right side of 0.5, over the clips in which speech was found. Range: 0...1
  public var value: Double
  /// What no everywhere would score: 1 - 1/classes.
  public var valueOfAlwaysNo: Double

  /// Measures `predictions`, whose probabilities may be independent outputs; nil where speech was found in none.
  public init?(_ predictions: [Prediction]) {
    var (hits, outputCount, clipCount) = (0, 0, 0)
    for prediction in predictions {
      guard let outputs = prediction.probabilities, !outputs.isEmpty else { continue }
      clipCount += 1
      outputCount += outputs.count
      hits += outputs.indices.count { (outputs[$0] > 0.5) == ($0 == prediction.truthIndex) }
    }
    guard outputCount > 0 else { return nil }
    value = Double(hits) / Double(outputCount)
    valueOfAlwaysNo = 1 - Double(clipCount) / Double(outputCount)
  }
}
