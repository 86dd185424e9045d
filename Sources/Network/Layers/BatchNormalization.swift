import Buffers

/// Batch normalisation over samples, steps and bins, one mean and variance a channel. Steps beyond a sequence's
/// length do not count.
///
/// Live it disappears: ``fold(into:)`` puts it into the convolution before it.
/// Source: Ioffe & Szegedy 2015, algorithm 1 and the gradients of section 3.
final class BatchNormalization: Layer, @unchecked Sendable {
  let outputShape: RowShape
  /// Scale (gamma) and shift (beta), one a channel.
  let scale: Parameter, shift: Parameter
  /// Running mean and variance, used when not training.
  let runningMean: AlignedBuffer, runningVariance: AlignedBuffer
  /// Share of the new batch in the running statistics.
  let momentum: Float
  /// Added to the variance.
  let epsilon: Float

  private let output = Activation()
  private let ownGradient = Activation()
  private let overwrites: Overwriting
  private var input = Activation()
  private var mean: [Float]
  private var inverseDeviation: [Float]

  /// Makes an identity over `shape`.
  init(shape: RowShape, momentum: Float, epsilon: Float, overwrites: Overwriting) {
    outputShape = shape
    let channels = shape.channels
    scale = Parameter("scale", shape: [channels], decays: false)
    shift = Parameter("shift", shape: [channels], decays: false)
    scale.value.elements.update(repeating: 1)
    runningMean = AlignedBuffer(count: channels)
    runningVariance = AlignedBuffer(repeatElement(1, count: channels))
    self.overwrites = overwrites
    self.momentum = momentum
    self.epsilon = epsilon
    mean = [Float](repeating: 0, count: channels)
    inverseDeviation = [Float](repeating: 1, count: channels)
  }

  var parameters: [Parameter] { [scale, shift] }
  var statistics: [LayerStatistic] {
    [
      LayerStatistic(name: "runningMean", value: runningMean),
      LayerStatistic(name: "runningVariance", value: runningVariance),
    ]
  }

  func forward(_ input: Activation, _ context: PassContext) -> Activation {
    self.input = input
    output.resize(like: input, width: outputShape.width)
    if context.isTraining { measure(input, context) } else { useRunningStatistics() }
    let channels = outputShape.channels
    var factor = [Float](repeating: 0, count: channels)
    var offset = factor
    for channel in 0..<channels {
      factor[channel] = scale.value[channel] * inverseDeviation[channel]
      offset[channel] = shift.value[channel] - mean[channel] * factor[channel]
    }
    let rows = input.stepCount * outputShape.bins
    factor.withUnsafeBufferPointer { factor in
      offset.withUnsafeBufferPointer { offset in
        nonisolated(unsafe) let a = factor.baseAddress!, b = offset.baseAddress!
        context.workers.forEachShard(of: input.sampleCount) { _, samples in
          for sample in samples {
            var from = UnsafePointer(input.sample(sample))
            var to = output.sample(sample)
            for _ in 0..<rows {
              for channel in 0..<channels { to[channel] = from[channel] * a[channel] + b[channel] }
              from += channels
              to += channels
            }
          }
        }
      }
    }
    return output
  }

  private func useRunningStatistics() {
    for channel in mean.indices {
      mean[channel] = runningMean[channel]
      inverseDeviation[channel] = 1 / (runningVariance[channel] + epsilon).squareRoot()
    }
  }

  /// Mean and variance of the batch, summed in double precision, and the running statistics moved towards them.
  private func measure(_ input: Activation, _ context: PassContext) {
    let channels = outputShape.channels
    let zeros = [Float](repeating: 0, count: channels)
    let total = sums(of: input, times: input, centre: zeros, lengths: input.mask, context)
    let count = Double(max(1, input.mask.totalLength * outputShape.bins))
    for channel in 0..<channels {
      let average = total[channel] / count
      let variance = max(0, total[channels + channel] / count - average * average)
      mean[channel] = Float(average)
      inverseDeviation[channel] = Float(1 / (variance + Double(epsilon)).squareRoot())
      let unbiased = count > 1 ? variance * count / (count - 1) : variance
      runningMean[channel] += momentum * (Float(average) - runningMean[channel])
      runningVariance[channel] += momentum * (Float(unbiased) - runningVariance[channel])
    }
  }

  func backward(
    _ gradient: Activation, needsInputGradient: Bool, _ context: PassContext
  ) -> Activation? {
    let input = self.input
    let channels = outputShape.channels
    let centre = mean
    let inverse = inverseDeviation
    // Sums of the gradient, and of the gradient times the normalised input.
    let total = sums(of: gradient, times: input, centre: centre, lengths: input.mask, context)
    let count = Double(max(1, input.mask.totalLength * outputShape.bins))
    // dx = a g + b (x - mean) + c, with the batch's statistics, or a g with running ones.
    var a = [Float](repeating: 0, count: channels)
    var b = a
    var c = a
    for channel in 0..<channels {
      let shiftGradient = total[channel]
      let scaleGradient = total[channels + channel] * Double(inverse[channel])
      shift.shardGradients[0][channel] += Float(shiftGradient)
      scale.shardGradients[0][channel] += Float(scaleGradient)
      let factor = Double(scale.value[channel] * inverse[channel])
      a[channel] = Float(factor)
      guard context.isTraining else { continue }
      b[channel] = Float(-factor * scaleGradient * Double(inverse[channel]) / count)
      c[channel] = Float(-factor * shiftGradient / count) - b[channel] * centre[channel]
    }
    guard needsInputGradient else { return nil }
    let inputGradient = overwrites.gradient ? gradient : ownGradient
    inputGradient.resize(like: input, width: outputShape.width)
    let coefficients = AlignedBuffer(a + b + c)
    defer { withExtendedLifetime(coefficients) {} }
    context.workers.forEachShard(of: input.sampleCount) { _, samples in
      let a = coefficients.base, b = a + channels, c = b + channels
      for sample in samples {
        var x = UnsafePointer(input.sample(sample))
        var g = UnsafePointer(gradient.sample(sample))
        var to = inputGradient.sample(sample)
        let length = input.mask.length(of: sample)
        inputGradient.clear(sample, from: length)
        for _ in 0..<(length * outputShape.bins) {
          Lanes.forEachGroup(of: channels) { channel, lanes in
            let slope = Lanes.load(a + channel, lanes) * Lanes.load(g + channel, lanes)
            let statistics =
              Lanes.load(b + channel, lanes) * Lanes.load(x + channel, lanes) + Lanes.load(c + channel, lanes)
            Lanes.store(slope + statistics, to + channel, lanes)
          }
          x += channels
          g += channels
          to += channels
        }
      }
    }
    return inputGradient
  }

  func makeStream(maximumRowCount: Int) -> (any LayerStream)? {
    ScaleStream(self, maximumRowCount: maximumRowCount)
  }
}
