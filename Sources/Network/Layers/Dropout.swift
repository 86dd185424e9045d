import Buffers

/// Sets a share of the values to zero while training, and scales the others up to keep the mean.
///
/// Live it does not exist. Source: Srivastava et al. 2014 (inverted dropout).
final class Dropout: Layer, @unchecked Sendable {
  /// Share of values dropped. Range: 0 ..< 1.
  let rate: Float
  let outputShape: RowShape
  var retention: Retention { .input }
  private let identifier: UInt64
  private let output = Activation()
  private let inputGradient = Activation()
  private let kept = Activation()
  private var acts = false

  /// Drops `rate` of the values; `identifier` keeps layers of one network from sharing random bits.
  init(rate: Float, shape: RowShape, identifier: UInt64) {
    self.rate = rate
    outputShape = shape
    self.identifier = identifier
  }

  func forward(_ input: Activation, _ context: PassContext) -> Activation {
    acts = context.isTraining && rate > 0
    guard acts else { return input }
    output.resize(like: input, width: input.width)
    kept.resize(like: input, width: input.width)
    let scale = 1 / (1 - rate)
    context.workers.forEachShard(of: input.sampleCount) { _, samples in
      for sample in samples {
        var random = SplitMix64(
          seed: context.seed &+ identifier &* 0xD1B5_4A32_D192_ED03 &+ UInt64(sample) &* 0x8CB9_2BA7_2F3D_8DD7
        )
        let from = input.sample(sample), to = output.sample(sample), factor = kept.sample(sample)
        for index in 0..<input.sampleStride {
          factor[index] = random.uniform() < rate ? 0 : scale
          to[index] = from[index] * factor[index]
        }
      }
    }
    return output
  }

  func backward(
    _ gradient: Activation, needsInputGradient: Bool, _ context: PassContext
  ) -> Activation? {
    guard needsInputGradient else { return nil }
    guard acts else { return gradient }
    inputGradient.resize(like: gradient, width: gradient.width)
    context.workers.forEachShard(of: gradient.sampleCount) { _, samples in
      let from = gradient.sample(samples.lowerBound), to = inputGradient.sample(samples.lowerBound)
      let factor = kept.sample(samples.lowerBound)
      for index in 0..<(samples.count * gradient.sampleStride) { to[index] = from[index] * factor[index] }
    }
    return inputGradient
  }

  func makeStream(maximumRowCount: Int) -> (any LayerStream)? { nil }
}
