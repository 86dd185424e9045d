import Buffers
import Testing

@testable import Network

/// Backward passes against finite differences, on a loss that weighs every output at random.
@Suite("Gradients agree with finite differences")
struct GradientTests {
  static let cases: [(String, RowShape, [LayerDescription])] = [
    (
      "causal convolution", RowShape(bins: 5, channels: 2),
      [
        .convolution(
          filters: 3, kernelSteps: 3, kernelBins: 3, strideSteps: 1, strideBins: 1, padding: .causal,
          bias: true)
      ]
    ),
    (
      "strided convolution, same padding", RowShape(bins: 6, channels: 2),
      [
        .convolution(
          filters: 2, kernelSteps: 3, kernelBins: 4, strideSteps: 2, strideBins: 2, padding: .same, bias: true
        )
      ]
    ),
    (
      "valid convolution over one bin", RowShape(bins: 1, channels: 4),
      [
        .convolution(
          filters: 3, kernelSteps: 2, kernelBins: 1, strideSteps: 1, strideBins: 1, padding: .valid,
          bias: false)
      ]
    ),
    (
      "batch normalisation", RowShape(bins: 3, channels: 4),
      [.batchNormalization(momentum: 0.1, epsilon: 1e-3)]
    ),
    ("ELU", RowShape(bins: 2, channels: 3), [.activation(.elu)]),
    ("ReLU", RowShape(bins: 2, channels: 3), [.activation(.relu)]),
    ("tanh", RowShape(bins: 2, channels: 3), [.activation(.tanh)]),
    ("max pooling", RowShape(bins: 5, channels: 2), [.maxPool(steps: 2, bins: 2)]),
    ("leaky ReLU", RowShape(bins: 2, channels: 3), [.activation(.leakyRelu)]),
    ("sigmoid", RowShape(bins: 5, channels: 3), [.activation(.sigmoid)]),
    (
      "activations one behind the other", RowShape(bins: 2, channels: 3),
      [
        .activation(.tanh), .activation(.sigmoid), .dropout(rate: 0.2), .activation(.elu), .flatten,
        .attentionPool, .activation(.tanh), .dropout(rate: 0),
      ]
    ),
    (
      "activations on a shared input", RowShape(bins: 2, channels: 3),
      [
        .dense(units: 4),
        .branches(
          [
            [.activation(.tanh), .batchNormalization(momentum: 0.1, epsilon: 1e-3)],
            [.flatten, .activation(.elu)],
            [],
          ], join: .channels), .activation(.sigmoid), .batchNormalization(momentum: 0.1, epsilon: 1e-3),
      ]
    ),
    ("average pooling", RowShape(bins: 5, channels: 2), [.averagePool(steps: 2, bins: 2)]),
    ("mean pooling", RowShape(bins: 1, channels: 4), [.meanPool]),
    ("last step", RowShape(bins: 2, channels: 2), [.last]),
    ("bins to steps", RowShape(bins: 3, channels: 2), [.binsToSteps, .activation(.tanh)]),
    ("dense", RowShape(bins: 2, channels: 3), [.dense(units: 4)]),
    ("dropout", RowShape(bins: 2, channels: 3), [.dropout(rate: 0.4)]),
    ("LSTM", RowShape(bins: 1, channels: 3), [.lstm(units: 4, forgetBias: 1, skip: false)]),
    ("LSTM with skip", RowShape(bins: 1, channels: 3), [.lstm(units: 3, forgetBias: 1, skip: true)]),
    (
      "LSTM, last state", RowShape(bins: 1, channels: 3),
      [.lstm(units: 9, forgetBias: 1, skip: false, returns: .last)]
    ),
    (
      "LSTM with skip, last state", RowShape(bins: 1, channels: 3),
      [.lstm(units: 3, forgetBias: 1, skip: true, returns: .last)]
    ),
    (
      "branches along time", RowShape(bins: 1, channels: 3),
      [
        .branches(
          [
            [
              .convolution(
                filters: 3, kernelSteps: 3, kernelBins: 1, strideSteps: 1, strideBins: 1, padding: .same,
                bias: true)
            ], [.averagePool(steps: 2, bins: 1)], [],
          ], join: .steps), .lstm(units: 3, forgetBias: 1, skip: false),
      ]
    ),
    (
      "branches along channels", RowShape(bins: 3, channels: 2),
      [
        .activation(.tanh),
        .branches(
          [
            [.averagePool(steps: 2, bins: 1), .batchNormalization(momentum: 0.1, epsilon: 1e-3)],
            [
              .convolution(
                filters: 3, kernelSteps: 3, kernelBins: 3, strideSteps: 2, strideBins: 1, padding: .causal,
                bias: true)
            ],
          ], join: .channels), .dense(units: 2),
      ]
    ),
    ("attention pooling", RowShape(bins: 1, channels: 4), [.attentionPool]),
    (
      "a whole stack without kinks", RowShape(bins: 8, channels: 1),
      [
        .convolution(
          filters: 3, kernelSteps: 3, kernelBins: 3, strideSteps: 1, strideBins: 1, padding: .causal,
          bias: false),
        .batchNormalization(momentum: 0.1, epsilon: 1e-3), .activation(.tanh),
        .flatten, .lstm(units: 4, forgetBias: 1, skip: true), .attentionPool, .dense(units: 3),
      ]
    ),
  ]

  @Test("of weights and inputs", arguments: cases.indices, [nil, [6, 3, 5, 1, 4]])
  func agree(caseIndex: Int, lengths: [Int]?) throws {
    let (name, shape, layers) = Self.cases[caseIndex]
    let sampleCount = 5
    let stepCount = 6
    let network = try LayeredNetwork(NetworkDescription(input: shape, layers: layers), seed: 7)
    var random = SplitMix64(seed: 11)
    for (_, parameter) in network.parameters {
      for index in 0..<parameter.count { parameter.value[index] += random.uniform() - 0.5 }
    }
    let input = Activation()
    input.resize(sampleCount: sampleCount, stepCount: stepCount, width: shape.width)
    for index in 0..<(sampleCount * stepCount * shape.width) { input.base[index] = 2 * random.uniform() - 1 }
    input.mask.resize(sampleCount: sampleCount, stepCount: stepCount)
    for sample in 0..<sampleCount {
      for step in 0..<stepCount { input.mask[sample, step] = random.uniform() < 0.7 }
      if let lengths { input.mask.setLength(lengths[sample], of: sample) }
    }
    let context = PassContext(workers: WorkerPool(threadCount: 2), isTraining: true, seed: 3)
    let output = network.forward(input, context)
    let outputCount = output.sampleCount * output.sampleStride
    // Nobody asks for what comes after a sequence's end.
    let loss = (0..<outputCount).map { index in
      let sample = index / output.sampleStride
      let isInside = index % output.sampleStride / output.width < output.mask.length(of: sample)
      return isInside ? 2 * random.uniform() - 1 : 0
    }
    func measure() -> Double {
      let output = network.forward(input, context)
      return (0..<outputCount).reduce(0) { $0 + Double(output.base[$1]) * Double(loss[$1]) }
    }
    let upstream = Activation()
    upstream.resize(
      sampleCount: output.sampleCount, stepCount: output.stepCount, width: output.width)
    for index in 0..<outputCount { upstream.base[index] = loss[index] }
    _ = measure()
    let inputGradient = try #require(network.inputGradient(upstream, context))
    for (parameterName, parameter) in network.parameters {
      let analytic = (0..<parameter.count).map { parameter.gradient[$0] }
      for index in stride(from: 0, to: parameter.count, by: max(1, parameter.count / 17)) {
        check(
          "\(name) \(parameterName)[\(index)]", place: parameter.value.base + index,
          analytic: Double(analytic[index]), measure)
      }
    }
    let gradients = (0..<(sampleCount * stepCount * shape.width)).map { inputGradient.base[$0] }
    for index in stride(from: 0, to: gradients.count, by: max(1, gradients.count / 23)) {
      check("\(name) input[\(index)]", place: input.base + index, analytic: Double(gradients[index]), measure)
    }
  }

  private func check(
    _ what: String, place: UnsafeMutablePointer<Float>, analytic: Double, _ measure: () -> Double
  ) {
    let original = place.pointee
    // A kink (max, ReLU) between the two points spoils one difference, not both.
    var nearest = Double.infinity
    for step: Float in [1e-2, 2e-3, 3e-4] {
      place.pointee = original + step
      let above = measure()
      place.pointee = original - step
      let below = measure()
      place.pointee = original
      let numeric = (above - below) / Double(2 * step)
      nearest = min(nearest, abs(numeric - analytic) / max(1, abs(numeric), abs(analytic)))
    }
    #expect(nearest < 5e-3, "\(what): relative difference \(nearest) at \(analytic)")
  }
}

extension LayeredNetwork {
  /// Backward pass that also asks the first layer for its input's gradient.
  func inputGradient(_ gradient: Activation, _ context: PassContext) -> Activation? {
    for (_, parameter) in parameters { parameter.clearGradient() }
    let gradient = list.backward(gradient, needsInputGradient: true, context)
    for (_, parameter) in parameters { parameter.reduceGradient() }
    return gradient
  }
}
