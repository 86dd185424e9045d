import Testing

@testable import Network

/// A file may ask for any network; what no machine has memory for must be an error before it is asked for.
@Suite("Networks too large for memory")
struct NetworkSizeTests {
  private static let whole = 65_536

  private static func convolution(
    filters: Int, kernel: Int = 1, stride: Int = 1, padding: Padding = .causal
  ) -> LayerDescription {
    .convolution(
      filters: filters, kernelSteps: kernel, kernelBins: kernel, strideSteps: stride, strideBins: 1,
      padding: padding, bias: true)
  }

  /// Over 1024 bins, four million numbers a step.
  private static let tall = LayerDescription.convolution(
    filters: 1, kernelSteps: 4096, kernelBins: 1, strideSteps: 1, strideBins: 1, padding: .causal, bias: false
  )

  private static let doubling = LayerDescription.branches([[], []], join: .steps)

  static let refused: [(RowShape, [LayerDescription])] = [
    (RowShape(bins: whole, channels: whole), [.flatten]),
    (RowShape(bins: 64, channels: 1), [.flatten, .dense(units: whole), .dense(units: whole)]),
    (RowShape(bins: 64, channels: 1), [.lstm(units: whole, forgetBias: 1, skip: false)]),
    (RowShape(bins: 64, channels: 16), [convolution(filters: whole, kernel: 4096)]),
    (RowShape(bins: 64, channels: 1), [convolution(filters: 1, kernel: 4096)]),
    (RowShape(bins: whole, channels: 1), [convolution(filters: 1, kernel: 100)]),
    (RowShape(bins: whole, channels: 1), [convolution(filters: 64)]),
    (RowShape(bins: 1, channels: 1), Array(repeating: convolution(filters: 1, stride: 4096), count: 6)),
    (RowShape(bins: 1, channels: 1), Array(repeating: doubling, count: 80)),
    (RowShape(bins: whole, channels: 1), [.binsToSteps, doubling]),
    (RowShape(bins: 1, channels: 1), Array(repeating: .activation(.relu), count: 100_000)),
    (RowShape(bins: 1024, channels: 1), Array(repeating: tall, count: 200)),
    (
      RowShape(bins: 1, channels: 1000),
      [.branches(Array(repeating: [.dense(units: 1000)], count: 40), join: .channels)]
    ),
  ]

  @Test("are refused by the layer that is too much", arguments: refused.indices)
  func weights(index: Int) {
    let (input, layers) = Self.refused[index]
    let error = #expect(throws: NetworkError.self) {
      _ = try LayeredNetwork(NetworkDescription(input: input, layers: layers), seed: nil)
    }
    guard case .badShape(_, _, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!reason.isEmpty)
  }

  @Test("are refused by what their convolutions gather together, which is much of many and little of few")
  func patches() throws {
    func network(of count: Int) throws -> LayeredNetwork {
      try LayeredNetwork(
        NetworkDescription(
          input: RowShape(bins: 1024, channels: 1), layers: Array(repeating: Self.tall, count: count)),
        seed: nil)
    }
    _ = try network(of: 16)
    #expect(throws: NetworkError.self) { _ = try network(of: 17) }
    let small = Array(repeating: Self.convolution(filters: 1), count: 900)
    _ = try LayeredNetwork(
      NetworkDescription(input: RowShape(bins: 1, channels: 1), layers: small), seed: nil)
  }

  @Test("are refused where their streams are")
  func streams() throws {
    let layers = [
      Self.convolution(filters: 1, stride: 4096), Self.convolution(filters: 1, stride: 8), .flatten,
      .dense(units: 2),
    ]
    let network = try LayeredNetwork(
      NetworkDescription(input: RowShape(bins: 16_384, channels: 1), layers: layers), seed: nil)
    #expect(throws: NetworkError.self) { _ = try StreamingNetwork(network) }
  }

  @Test("are refused where a pass over the longest input is")
  func passes() throws {
    let network = try LayeredNetwork(
      NetworkDescription(
        input: RowShape(bins: 1, channels: 1),
        layers: [Self.convolution(filters: 64, padding: .same), .lstm(units: 64, forgetBias: 1, skip: false)]),
      seed: nil)
    try network.checkMemory(forStepCount: 200_000)
    #expect(throws: NetworkError.self) { try network.checkMemory(forStepCount: 11_520_000) }
  }

  @Test("A network built without a seed has no weights but those it is given")
  func unseeded() throws {
    let description = NetworkDescription(
      input: RowShape(bins: 4, channels: 1),
      layers: [.flatten, .lstm(units: 3, forgetBias: 1, skip: false), .dense(units: 2)])
    let empty = try LayeredNetwork(description, seed: nil)
    #expect(empty.tensors.values.allSatisfy { $0.values.copied().allSatisfy { $0 == 0 } })
    let drawn = try LayeredNetwork(description, seed: 1)
    try empty.load(drawn.tensors)
    for (name, tensor) in drawn.tensors {
      #expect(empty.tensors[name]?.values.copied() == tensor.values.copied())
    }
  }
}
