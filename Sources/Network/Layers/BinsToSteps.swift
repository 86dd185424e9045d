/// Turns every bin into a step of its own, so that a vector of features can be read as a sequence.
///
/// The numbers stay where they are. Shape: steps x bins x channels to (steps bins) x 1 x channels.
final class BinsToSteps: Layer, @unchecked Sendable {
  let outputShape: RowShape
  var retention: Retention { .input }
  private let bins: Int
  private let output = Activation()
  private let inputGradient = Activation()
  private var inputStepCount = 0

  /// Unrolls rows of `inputShape`.
  init(inputShape: RowShape) {
    bins = inputShape.bins
    outputShape = RowShape(bins: 1, channels: inputShape.channels)
  }

  var canStream: Bool { bins == 1 }
  var stepGrowth: Int { bins }

  func forward(_ input: Activation, _ context: PassContext) -> Activation {
    inputStepCount = input.stepCount
    output.show(input, stepCount: input.stepCount * bins, width: outputShape.width)
    output.mask = StepMask()
    output.mask.resize(sampleCount: input.sampleCount, stepCount: output.stepCount)
    for sample in 0..<input.sampleCount {
      let length = input.mask.length(of: sample) * bins
      for step in 0..<length { output.mask[sample, step] = input.mask[sample, step / bins] }
      output.mask.setLength(length, of: sample)
    }
    return output
  }

  func backward(
    _ gradient: Activation, needsInputGradient: Bool, _ context: PassContext
  ) -> Activation? {
    guard needsInputGradient else { return nil }
    inputGradient.show(gradient, stepCount: inputStepCount, width: outputShape.width * bins)
    return inputGradient
  }

  /// Over one bin there is nothing to do.
  func makeStream(maximumRowCount: Int) -> (any LayerStream)? { nil }
}
