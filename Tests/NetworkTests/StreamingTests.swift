import Buffers
import Testing

@testable import Network

@Suite("A stream gives what the whole sequence gives")
struct StreamingTests {
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

  @Test("whatever the number of rows in a push", arguments: [1, 3, 4, 7, 40])
  func equalsOffline(rowsAtOnce: Int) throws {
    let network = try LayeredNetwork(
      NetworkDescription(input: RowShape(bins: 16, channels: 1), layers: Self.layers), seed: 5)
    var random = SplitMix64(seed: 2)
    for layer in network.layers {
      for parameter in layer.parameters {
        for index in 0..<parameter.count { parameter.value[index] += 0.2 * (random.uniform() - 0.5) }
      }
      for statistic in layer.statistics {
        for index in 0..<statistic.value.count { statistic.value[index] = 0.5 + random.uniform() }
      }
    }
    let stepCount = 40
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
      var first = 0
      while first < stepCount {
        let count = min(rowsAtOnce, stepCount - first)
        open.withUnsafeBufferPointer { open in
          let result = stream.push(
            RowBlock(input.base + first * 16, count: count, open: open.baseAddress! + first))
          outputs += UnsafeBufferPointer(start: result.rows, count: result.count * stream.outputWidth)
        }
        first += count
      }
      #expect(outputs.count == whole.stepCount * whole.width, "round \(round)")
      for (index, value) in outputs.enumerated() {
        #expect(abs(value - whole.base[index]) < 1e-5, "output \(index) of round \(round)")
      }
      stream.reset()
    }
  }

  @Test("and a convolution that looks ahead is refused")
  func refusesTheFuture() throws {
    let network = try LayeredNetwork(
      NetworkDescription(
        input: RowShape(bins: 4, channels: 1),
        layers: [
          .convolution(
            filters: 1, kernelSteps: 3, kernelBins: 3, strideSteps: 1, strideBins: 1, padding: .same,
            bias: true)
        ]), seed: 0)
    #expect(throws: NetworkError.cannotStream(layerIndex: 0, layer: "convolution")) {
      try StreamingNetwork(network)
    }
  }
}
