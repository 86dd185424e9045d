/// What abstaining buys: accuracy of the answers against the share of clips answered.
public struct CoverageCurve: Sendable, Hashable, Codable {
  /// One threshold.
  public struct Point: Sendable, Hashable, Codable {
    /// Clips with at least this confidence are answered.
    public var threshold: Double
    /// Share of all clips that are answered. Range: 0...1.
    public var coverage: Double
    /// Share of the answers that are right. Range: 0...1.
    public var accuracy: Double
  }

  /// A point for each confidence that occurs, from the fewest answers to the most.
  ///
  /// Clips without speech are never answered, so the last coverage is under 1 where there are any.
  public var points: [Point]

  /// Measures `predictions`.
  public init(_ predictions: [Prediction]) {
    let answered = predictions.compactMap { prediction in
      prediction.confidence.map { (confidence: $0, isCorrect: prediction.isCorrect) }
    }.sorted { $0.confidence > $1.confidence }
    points = []
    var hits = 0
    for (index, answer) in answered.enumerated() {
      hits += answer.isCorrect ? 1 : 0
      if index + 1 < answered.count, answered[index + 1].confidence == answer.confidence { continue }
      points.append(
        Point(
          threshold: answer.confidence, coverage: Double(index + 1) / Double(predictions.count),
          accuracy: Double(hits) / Double(index + 1)))
    }
  }

  /// Accuracy where at least `coverage` of the clips are answered; nil where that many never are.
  public func accuracy(atCoverage coverage: Double) -> Double? {
    points.first { $0.coverage >= coverage - 1e-12 }?.accuracy
  }
}
