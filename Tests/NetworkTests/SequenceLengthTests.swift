import Buffers
import Testing

@testable import Network

/// A batch of short and long sequences, with rubbish after each short one's end.
@Suite("A sequence in a batch of longer ones gives what it gives alone")
struct SequenceLengthTests {
  private static func convolution(_ filters: Int, _ padding: Padding, stride: Int = 1) -> LayerDescription {
    .convolution(
      filters: filters, kernelSteps: 5, kernelBins: 3, strideSteps: stride, strideBins: 1, padding: padding,
      bias: true)
  }

  static let networks: [[LayerDescription]] = [
    [
      convolution(4, .same), .batchNormalization(momentum: 0.1, epsilon: 1e-3), .activation(.sigmoid),
      convolution(4, .same, stride: 2), .maxPool(steps: 2, bins: 2), .flatten,
      .lstm(units: 5, forgetBias: 1, skip: true), .lstm(units: 4, forgetBias: 1, skip: false, returns: .last),
      .dense(units: 3),
    ],
    [
      convolution(3, .valid), .averagePool(steps: 2, bins: 1), .activation(.elu), convolution(3, .causal),
      .binsToSteps, convolution(2, .same), .meanPool, .last, .dense(units: 2),
    ],
    [
      .branches(
        [[convolution(3, .same), .maxPool(steps: 3, bins: 1)], [convolution(3, .same)]], join: .steps),
      .batchNormalization(momentum: 0.1, epsilon: 1e-3), .flatten,
      .branches([[.attentionPool], [.dense(units: 2)], []], join: .channels),
      .lstm(units: 4, forgetBias: 1, skip: false, returns: .last), .dense(units: 3),
    ],
  ]

  @Test(
    "in outputs and gradients", arguments: networks.indices, [[23, 9, 14, 31, 12], [300, 41, 5, 160, 1]])
  func equalsAlone(networkIndex: Int, lengths: [Int]) throws {
    let shape = RowShape(bins: 6, channels: 2)
    let network = try LayeredNetwork(
      NetworkDescription(input: shape, layers: Self.networks[networkIndex]), seed: 3)
    var random = SplitMix64(seed: 8)
    for (_, parameter) in network.parameters {
      for index in 0..<parameter.count { parameter.value[index] += 0.4 * (random.uniform() - 0.5) }
    }
    for statistic in network.list.statistics {
      for index in 0..<statistic.value.count { statistic.value[index] = 0.5 + random.uniform() }
    }
    let sequences = lengths.map { length in
      (0..<(length * shape.width)).map { _ in 2 * random.uniform() - 1 }
    }
    let open = lengths.map { length in (0..<length).map { _ in random.uniform() < 0.7 } }
    let weights = (0..<(lengths.count * network.outputWidth)).map { _ in 2 * random.uniform() - 1 }
    let together = run(network, sequences, open, stepCount: lengths.max() ?? 0, weights)
    var sums = together.gradients.map { _ in [Float]() }
    for index in lengths.indices {
      let width = network.outputWidth
      let alone = run(
        network, [sequences[index]], [open[index]], stepCount: lengths[index],
        Array(weights[(index * width)..<((index + 1) * width)]))
      for unit in 0..<width {
        #expect(
          abs(alone.output[unit] - together.output[index * width + unit]) < 1e-5, "sequence \(index)")
      }
      for (place, gradient) in alone.gradients.enumerated() {
        sums[place] = sums[place].isEmpty ? gradient : zip(sums[place], gradient).map(+)
      }
    }
    for (place, (name, _)) in network.parameters.enumerated() {
      let size = max(1, together.gradients[place].map(abs).max() ?? 0)
      for (one, other) in zip(together.gradients[place], sums[place]) {
        #expect(abs(one - other) < 2e-5 * size, "\(name)")
      }
    }
  }

  private func run(
    _ network: LayeredNetwork, _ sequences: [[Float]], _ open: [[Bool]], stepCount: Int, _ weights: [Float]
  ) -> (output: [Float], gradients: [[Float]]) {
    let width = network.description.input.width
    let input = Activation()
    input.resize(sampleCount: sequences.count, stepCount: stepCount, width: width)
    input.base.update(repeating: 1000, count: sequences.count * input.sampleStride)
    input.mask.resize(sampleCount: sequences.count, stepCount: stepCount)
    for (sample, sequence) in sequences.enumerated() {
      for (index, value) in sequence.enumerated() { input.sample(sample)[index] = value }
      for (step, isOpen) in open[sample].enumerated() { input.mask[sample, step] = isOpen }
      input.mask.setLength(sequence.count / width, of: sample)
    }
    let context = PassContext(workers: WorkerPool(threadCount: 2), isTraining: false)
    let output = network.forward(input, context)
    #expect(output.stepCount == 1)
    let gradient = Activation()
    gradient.resize(sampleCount: sequences.count, stepCount: 1, width: network.outputWidth)
    for (index, weight) in weights.enumerated() { gradient.base[index] = weight }
    network.backward(gradient, context)
    return (
      (0..<weights.count).map { output.base[$0] },
      network.parameters.map { Array($0.parameter.gradient.elements) }
    )
  }

  @Test("and batch statistics come from inside the sequences alone")
  func batchStatistics() throws {
    let network = try LayeredNetwork(
      NetworkDescription(
        input: RowShape(bins: 1, channels: 1), layers: [.batchNormalization(momentum: 1, epsilon: 1e-5)]),
      seed: 0)
    let input = Activation()
    input.resize(sampleCount: 2, stepCount: 3, width: 1)
    for (index, value) in ([1, 2, 3, 6, 1e6, -1e6] as [Float]).enumerated() { input.base[index] = value }
    input.mask.resize(sampleCount: 2, stepCount: 3)
    input.mask.setLength(1, of: 1)
    _ = network.forward(input, PassContext(workers: WorkerPool(threadCount: 1), isTraining: true))
    let statistics = network.list.statistics.map { $0.value[0] }
    #expect(abs(statistics[0] - 3) < 1e-5)
    #expect(abs(statistics[1] - 14.0 / 3) < 1e-4)
  }

  @Test("a sequence too short for a window gives zeros, not a crash")
  func tooShort() throws {
    let network = try LayeredNetwork(
      NetworkDescription(
        input: RowShape(bins: 1, channels: 1),
        layers: [
          .convolution(
            filters: 2, kernelSteps: 5, kernelBins: 1, strideSteps: 2, strideBins: 1, padding: .valid,
            bias: true), .maxPool(steps: 4, bins: 1), .batchNormalization(momentum: 0.1, epsilon: 1e-5),
          .lstm(units: 2, forgetBias: 1, skip: true, returns: .last),
        ]), seed: 0)
    let input = Activation()
    input.resize(sampleCount: 1, stepCount: 3, width: 1)
    input.base.update(repeating: 1, count: 3)
    input.mask.resize(sampleCount: 1, stepCount: 3)
    for step in 0..<3 { input.mask[0, step] = true }
    let context = PassContext(workers: WorkerPool(threadCount: 1), isTraining: true)
    let output = network.forward(input, context)
    #expect(output.stepCount == 1)
    #expect((0..<output.width).allSatisfy { output.base[$0] == 0 })
    network.backward(output, context)
    #expect(network.parameters.allSatisfy { $0.parameter.gradient.elements.allSatisfy { $0 == 0 } })
  }
}
