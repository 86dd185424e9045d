import Recognition

extension Probabilities {
  /// Parts in ten thousand that records show.
  private static let wholeShare = 10_000

  /// The probabilities in ten-thousandths that sum to exactly ten thousand (largest remainders).
  var tenThousandths: [Int] {
    let exact = values.map { Double($0) * Double(Self.wholeShare) }
    var shares = exact.map { Int($0.rounded(.down)) }
    let missing = Self.wholeShare - shares.reduce(0, +)
    guard missing > 0 else { return shares }
    let order = exact.indices.sorted {
      let (one, other) = (exact[$0] - Double(shares[$0]), exact[$1] - Double(shares[$1]))
      return one == other ? $0 < $1 : one > other
    }
    for index in order.prefix(missing) { shares[index] += 1 }
    return shares
  }

  /// The probabilities as records show them, in the order of the model's labels.
  var rounded: [Double] { tenThousandths.map { Double($0) / Double(Self.wholeShare) } }

  /// `{"neutral":0.02,…}`.
  func record(labels: [String]) -> JSONValue {
    .object(zip(labels, rounded).map { (key: $0, value: .decimal($1, places: 4)) })
  }

  /// Leading label and its probability as records show them.
  func leader(labels: [String]) -> (label: String, confidence: Double) {
    (labels[leaderIndex], rounded[leaderIndex])
  }

  /// The leading probability in whole per cent, for people.
  var percent: String { "\(Int((Double(confidence) * 100).rounded()))%" }
}
