import Buffers
import Testing

@testable import Network

@Suite("A stream gives what the whole sequence gives")
struct StreamingTests {
  private static func convolution(
    _ filters: Int, _ kernelSteps: Int, _ kernelBins: Int, stride: Int = 1, padding: Padding = .causal
  ) -> LayerDescription {
    .convolution(
      filters: filters, kernelSteps: kernelSteps, kernelBins: kernelBins, strideSteps: stride,
      strideBins: 1, padding: padding, bias: true)
  }

  static let networks: [[LayerDescription]] = [
    layers,
    [convolution(3, 1, 3, padding: .valid), .averagePool(steps: 3, bins: 2), .meanPool, .dense(units: 2)],
    [
      convolution(3, 2, 3), .activation(.leakyRelu), .lstm(units: 9, forgetBias: 1, skip: true),
      .lstm(units: 4, forgetBias: 0, skip: true, returns: .last), .dense(units: 2), .activation(.sigmoid),
    ],
    [.activation(.tanh), convolution(2, 3, 3), .last, .dense(units: 3)],
    // Nothing looks ahead here either, whatever the padding is called; open are all steps since the last output.
    [convolution(2, 1, 3, stride: 2, padding: .same), .flatten, .attentionPool, .dense(units: 3)],
    [convolution(2, 1, 3, stride: 3, padding: .valid), .meanPool, .dense(units: 3)],
    [
      .branches(
        [
          [convolution(2, 3, 3, stride: 2), .batchNormalization(momentum: 0.1, epsilon: 1e-5)],
          [.averagePool(steps: 2, bins: 1)],
          [
            convolution(3, 2, 1), .branches([[], [.activation(.relu)]], join: .channels),
            .maxPool(steps: 2, bins: 1),
          ],
        ], join: .channels), .attentionPool, .dense(units: 3),
    ],
    [
      .flatten,
      .branches(
        [[.lstm(units: 3, forgetBias: 1, skip: false, returns: .last)], [.last]], join: .channels),
      .dense(units: 3),
    ],
  ]

  static let layers: [LayerDescription] = [
    .convolution(
      filters: 4, kernelSteps: 5, kernelBins: 5, strideSteps: 1, strideBins: 1, padding: .causal, bias: false),
    .batchNormalization(momentum: 0.1, epsilon: 1e-5), .maxPool(steps: 1, bins: 4), .activation(.elu),
    .convolution(
      filters: 6, kernelSteps: 3, kernelBins: 3, strideSteps: 1, strideBins: 1, padding: .causal, bias: true),
    .maxPool(steps: 2, bins: 2), .activation(.relu), .flatten,
    .convolution(
      filters: 8, kernelSteps: 3, kernelBins: 1, strideSteps: 2, strideBins: 1, padding: .causal, bias: true),
    .batchNormalization(momentum: 0.1, epsilon: 1e-5), .dropout(rate: 0.3),
    .lstm(units: 5, forgetBias: 1, skip: true), .attentionPool, .dense(units: 3),
  ]

  @Test("whatever the number of rows in a push", arguments: networks.indices, [1, 3, 4, 7, 41])
  func equalsOffline(networkIndex: Int, rowsAtOnce: Int) throws {
    let network = try LayeredNetwork(
      NetworkDescription(input: RowShape(bins: 16, channels: 1), layers: Self.networks[networkIndex]),
      seed: 5)
    var random = SplitMix64(seed: 2)
    for (_, parameter) in network.parameters {
      for index in 0..<parameter.count { parameter.value[index] += 0.2 * (random.uniform() - 0.5) }
    }
    for statistic in network.list.statistics {
      for index in 0..<statistic.value.count { statistic.value[index] = 0.5 + random.uniform() }
    }
    let stepCount = 41
    let input = Activation()
    input.resize(sampleCount: 1, stepCount: stepCount, width: 16)
    input.mask.resize(sampleCount: 1, stepCount: stepCount)
    for index in 0..<(stepCount * 16) { input.base[index] = 4 * random.uniform() - 2 }
    for step in 0..<stepCount { input.mask[0, step] = step > 4 && random.uniform() < 0.6 }
    let whole = network.forward(input, PassContext(workers: WorkerPool(threadCount: 1), isTraining: false))

    let stream = try StreamingNetwork(network).makeStream(maximumRowCount: rowsAtOnce)
    let open = (0..<stepCount).map { input.mask[0, $0] ? UInt8(1) : 0 }
    for round in 0..<2 {
      var outputs: [Float] = []
      var taken = 0
      while taken < stepCount {
        let count = min(rowsAtOnce, stepCount - taken)
        open.withUnsafeBufferPointer { open in
          let result = stream.push(
            RowBlock(input.base + taken * 16, count: count, open: open.baseAddress! + taken))
          outputs += UnsafeBufferPointer(start: result.rows, count: result.count * stream.outputWidth)
        }
        taken += count
      }
      // Where the whole sequence gives one step, a stream's steps are answers so far: the last one counts.
      let expected = whole.stepCount * whole.width
      let first = network.list.summarizesTime ? outputs.count - expected : 0
      #expect(outputs.count - first == expected, "round \(round)")
      for (index, value) in outputs[first...].enumerated() {
        #expect(abs(value - whole.base[index]) < 1e-5, "output \(index) of round \(round)")
      }
      stream.reset()
    }
  }

  @Test("and a layer that needs the future is refused by its place", arguments: refused.indices)
  func refusesTheFuture(caseIndex: Int) throws {
    let (layers, layerIndex, name) = Self.refused[caseIndex]
    let network = try LayeredNetwork(
      NetworkDescription(input: RowShape(bins: 4, channels: 1), layers: layers), seed: 0)
    #expect(throws: NetworkError.cannotStream(layerIndex: layerIndex, layer: name)) {
      try StreamingNetwork(network)
    }
  }

  static let refused: [([LayerDescription], Int, String)] = [
    (
      [
        .convolution(
          filters: 1, kernelSteps: 3, kernelBins: 3, strideSteps: 1, strideBins: 1, padding: .same, bias: true
        )
      ],
      0, "convolution"
    ),
    ([.activation(.elu), .branches([[.flatten], [.flatten]], join: .steps)], 1, "branches"),
    (
      [
        .branches(
          [
            [],
            [
              .dropout(rate: 0.1),
              .convolution(
                filters: 1, kernelSteps: 3, kernelBins: 3, strideSteps: 1, strideBins: 1, padding: .same,
                bias: true),
            ],
          ], join: .channels)
      ], 0, "branches[1][1] convolution"
    ),
    ([.binsToSteps], 0, "binsToSteps"),
    (
      [
        .lstm(units: 2, forgetBias: 1, skip: false, returns: .last),
        .lstm(units: 2, forgetBias: 1, skip: false),
      ],
      1, "lstm"
    ),
    ([.last, .meanPool], 1, "meanPool"),
  ]
}
