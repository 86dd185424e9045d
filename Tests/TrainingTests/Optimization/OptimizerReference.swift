import Foundation
import Testing

@testable import Network
@testable import Training

/// What Keras and PyTorch gave, from `make_optimizers.py`.
struct OptimizerReference: Decodable {
  struct Run: Decodable {
    var name: String
    var options: OptimizerOptions
    var learningRate: Float
    var gradientNormLimit: Float?
    var weightDecay: Float?
    var weightAverageDecay: Float?
    var losses: [Double]
    var weights: [[Float]]
    var average: [[Float]]?
  }

  struct Loss: Decodable {
    var kind: LossKind
    var labelSmoothing: Float
    var sampleWeights: [Float]
    var loss: Double
    var gradient: [Float]
  }

  struct Plateau: Decodable {
    var factor: Float
    var patience: Int
    var minimum: Float
    var rates: [Float]
  }

  struct Stop: Decodable {
    var patience: Int
    var minimumChange: Float
    var epochCount: Int
    var isStopped: Bool
    var bestEpoch: Int
  }

  var rows: [Float]
  var labels: [Int]
  var initial: [[Float]]
  var runs: [Run]
  var logits: [Float]
  var answers: [Int]
  var losses: [Loss]
  var monitored: [Double]
  var plateaus: [Plateau]
  var stops: [Stop]

  static func load() throws -> OptimizerReference {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "optimizers.json")
    return try JSONDecoder().decode(OptimizerReference.self, from: Data(contentsOf: file))
  }

  /// The network the runs train, with their first weights.
  func makeNetwork() throws -> LayeredNetwork {
    let network = try LayeredNetwork(
      NetworkDescription(
        input: RowShape(bins: 1, channels: 5),
        layers: [.dense(units: 4), .activation(.tanh), .dense(units: 3)]), seed: 0)
    for ((_, parameter), values) in zip(network.parameters, initial) {
      try #require(parameter.count == values.count)
      for (index, value) in values.enumerated() { parameter.value[index] = value }
    }
    return network
  }

  /// The runs' batch.
  func makeInput() -> Activation {
    let input = Activation()
    input.resize(sampleCount: labels.count, stepCount: 1, width: 5)
    for (index, value) in rows.enumerated() { input.base[index] = value }
    input.mask.resize(sampleCount: labels.count, stepCount: 1)
    return input
  }
}

/// The largest difference, relative to values over 1; infinite where a value is none.
func largestDifference(_ found: some Sequence<Float>, _ expected: [Float]) -> Float {
  zip(found, expected).reduce(0) { largest, pair in
    let difference = (pair.0 - pair.1).magnitude / max(1, pair.1.magnitude)
    return difference.isNaN ? .infinity : max(largest, difference)
  }
}

/// A report of which only what is monitored matters.
func report(epoch: Int, validationLoss: Double? = nil, validationUAR: Double? = nil) -> EpochReport {
  EpochReport(
    epoch: epoch, learningRate: 0, loss: 0, accuracy: 0, validationUAR: validationUAR,
    validationLoss: validationLoss,
    commonAnswer: CommonAnswer(labelIndex: 0, answerShare: 0.5, clipShare: 0.5), seconds: 0)
}
