import Foundation
import Testing

@testable import Network

@Suite("Networks from JSON")
struct NetworkDescriptionTests {
  private func decode(_ layers: String, input: String = #"{"bins": 1, "channels": 1}"#) throws
    -> NetworkDescription
  {
    try JSONDecoder().decode(
      NetworkDescription.self,
      from: Data(#"{"input": \#(input), "initialization": "keras", "layers": [\#(layers)]}"#.utf8))
  }

  private static func convolution(_ filters: Int, _ width: Int) -> String {
    #"{"type": "convolution", "filters": \#(filters), "kernel": [\#(width), 1], "padding": "same"}"#
  }

  @Test("three convolutions and two LSTMs have 471 431 weights, 896 of them statistics")
  func threeConvolutionsTwoLSTMs() throws {
    let layers =
      ([64, 128, 256].map { Self.convolution($0, 3) + #", {"type": "batchNormalization"}, {"type": "relu"}"# }
      + [
        #"{"type": "lstm", "units": 128}"#, #"{"type": "lstm", "units": 128, "returns": "last"}"#,
        #"{"type": "dense", "units": 128}, {"type": "relu"}, {"type": "dense", "units": 7}"#,
      ]).joined(separator: ", ")
    let network = try LayeredNetwork(decode(layers), seed: 1)
    #expect(network.parameterCount + network.statisticCount == 471_431)
    #expect(network.statisticCount == 896)
  }

  @Test("two branches joined along time and two LSTMs have 758 024 weights")
  func twoBranches() throws {
    let block =
      (0..<2).map { _ in Self.convolution(128, 5) + #", {"type": "relu"}, {"type": "dropout", "rate": 0.1}"# }
      .joined(separator: ", ") + #", {"type": "maxPool", "size": [3, 1]}"#
    let layers = """
      {"type": "branches", "join": "steps", "branches": [[\(block)], [\(block), \(block), \(block)]]},
      {"type": "lstm", "units": 128, "l2": 0.01},
      {"type": "lstm", "units": 128, "l2": 0.01, "returns": "last"}, {"type": "dense", "units": 8}
      """
    let network = try LayeredNetwork(decode(layers), seed: 1)
    #expect(network.parameterCount == 758_024)
    #expect(network.statisticCount == 0)
    #expect(network.parameters.contains { $0.name == "layers.0.branches.1.layers.7.weight" })
    #expect(Set(network.parameters.map(\.name)).count == network.parameters.count)
    #expect(
      network.parameters.filter { $0.parameter.l2 == 0.01 }.map(\.name) == [
        "layers.1.inputWeight", "layers.2.inputWeight",
      ])
    let input = Activation()
    input.resize(sampleCount: 1, stepCount: 180, width: 1)
    input.base.update(repeating: 0.5, count: 180)
    input.mask.resize(sampleCount: 1, stepCount: 180)
    let branches = network.layers[0].forward(
      input, PassContext(workers: WorkerPool(threadCount: 1), isTraining: false))
    #expect(branches.stepCount == 60 + 6)
  }

  @Test("every layer survives being written and read again")
  func roundTrip() throws {
    let layers: [LayerDescription] = [
      .convolution(
        filters: 4, kernelSteps: 3, kernelBins: 3, strideSteps: 2, strideBins: 1, padding: .same, bias: false,
        l2: 0.01), .batchNormalization(momentum: 0.01, epsilon: 1e-3), .maxPool(steps: 2, bins: 3),
      .averagePool(steps: 1, bins: 2), .dropout(rate: 0.25), .flatten, .binsToSteps,
      .lstm(units: 5, forgetBias: 1, skip: true, returns: .last, l2: 0.02), .attentionPool, .meanPool, .last,
      .dense(units: 3, l2: 0.5), .branches([[.dense(units: 2)], []], join: .channels),
      .branches([[.branches([[.flatten]], join: .steps)]], join: .steps),
    ]
    let activations = ActivationKind.allCases.map { LayerDescription.activation($0) }
    for initialization in Initialization.allCases {
      let description = NetworkDescription(
        input: RowShape(bins: 40, channels: 1), initialization: initialization, layers: layers + activations)
      let data = try JSONEncoder().encode(description)
      #expect(try JSONDecoder().decode(NetworkDescription.self, from: data) == description)
    }
  }

  @Test("what has its default value is not written")
  func defaults() throws {
    let description = NetworkDescription(
      input: RowShape(bins: 4, channels: 1),
      layers: [.dense(units: 2), .lstm(units: 3, forgetBias: 1, skip: false)])
    let text = String(decoding: try JSONEncoder().encode(description), as: UTF8.self)
    for key in ["initialization", "l2", "returns"] { #expect(!text.contains(key)) }
  }

  @Test("an unknown key inside a branch is named with its place")
  func unknownKey() throws {
    let error = #expect(throws: DecodingError.self) {
      try decode(#"{"type": "branches", "join": "steps", "branches": [[], [{"type": "last", "pad": 1}]]}"#)
    }
    guard case .dataCorrupted(let context) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    let place = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
    #expect(place == ["layers", "0", "branches", "1", "0", "pad"])
  }

  @Test(
    "branches that do not fit together are refused",
    arguments: [
      #"{"type": "branches", "join": "steps", "branches": []}"#,
      #"{"type": "branches", "join": "steps", "branches": [[], [{"type": "dense", "units": 5}]]}"#,
      #"{"type": "branches", "join": "channels", "branches": [[], [{"type": "flatten"}]]}"#,
      #"{"type": "branches", "join": "channels", "branches": [[], [{"type": "maxPool", "size": [2, 1]}]]}"#,
      #"{"type": "branches", "join": "channels", "branches": [[], [{"type": "last"}]]}"#,
      #"{"type": "branches", "join": "steps", "branches": [[{"type": "maxPool", "size": [2, 9]}]]}"#,
    ])
  func misfits(layers: String) throws {
    #expect(throws: NetworkError.self) {
      try LayeredNetwork(decode(layers, input: #"{"bins": 4, "channels": 2}"#), seed: 0)
    }
  }
}
