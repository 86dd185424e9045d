import Buffers

/// Largest value of each window of steps x bins; windows do not overlap, and what fills no window is dropped.
///
/// Shape: steps x bins x channels to steps / size x bins / size x channels.
final class MaxPool: Layer, @unchecked Sendable {
  /// Window extent.
  let steps: Int, bins: Int
  /// Shape that goes in.
  let inputShape: RowShape

  private let output = Activation()
  private let inputGradient = Activation()
  private var inputStepCount = 0
  private var winners: [Int32] = []

  /// Pools rows of `inputShape`.
  init(inputShape: RowShape, steps: Int, bins: Int) {
    self.inputShape = inputShape
    self.steps = steps
    self.bins = bins
  }

  var outputShape: RowShape { RowShape(bins: inputShape.bins / bins, channels: inputShape.channels) }
  var timeStride: Int { steps }
  var looksBack: Bool { steps > 1 }

  func forward(_ input: Activation, _ context: PassContext) -> Activation {
    inputStepCount = input.stepCount
    let outputSteps = input.stepCount / steps
    output.resize(sampleCount: input.sampleCount, stepCount: outputSteps, width: outputShape.width)
    output.mask = input.mask.reduced(by: steps, stepCount: outputSteps) { $0 / steps }
    let needed = input.sampleCount * output.sampleStride
    if winners.count < needed { winners = [Int32](repeating: 0, count: needed) }
    winners.withUnsafeMutableBufferPointer { winners in
      nonisolated(unsafe) let first = winners.baseAddress!
      context.workers.forEachShard(of: input.sampleCount) { _, samples in
        for sample in samples {
          let to = output.sample(sample)
          let won = first + sample * output.sampleStride
          let length = output.mask.length(of: sample)
          output.clear(sample, from: length)
          for step in 0..<length {
            pool(
              input.sample(sample) + step * steps * inputShape.width, to + step * outputShape.width,
              winners: won + step * outputShape.width)
          }
        }
      }
    }
    return output
  }

  /// One output row, and which element of the window won each place.
  @inline(__always)
  private func pool(
    _ from: UnsafePointer<Float>, _ to: UnsafeMutablePointer<Float>, winners: UnsafeMutablePointer<Int32>
  ) {
    let channels = inputShape.channels
    let width = inputShape.width
    for bin in 0..<outputShape.bins {
      let best = to + bin * channels
      let won = winners + bin * channels
      let corner = from + bin * bins * channels
      var channel = 0
      // Eight channels at a time stay in registers over the whole window.
      while channel + 8 <= channels {
        var top = UnsafeRawPointer(corner + channel).loadUnaligned(as: SIMD8<Float>.self)
        var place = SIMD8<Int32>.zero
        for window in 1..<max(1, steps * bins) {
          let offset = (window / bins) * width + (window % bins) * channels + channel
          let candidate = UnsafeRawPointer(corner + offset).loadUnaligned(as: SIMD8<Float>.self)
          let wins = candidate .> top
          top.replace(with: candidate, where: wins)
          place.replace(with: Int32(truncatingIfNeeded: window), where: wins)
        }
        UnsafeMutableRawPointer(best + channel).storeBytes(of: top, as: SIMD8<Float>.self)
        UnsafeMutableRawPointer(won + channel).storeBytes(of: place, as: SIMD8<Int32>.self)
        channel += 8
      }
      while channel < channels {
        best[channel] = corner[channel]
        won[channel] = 0
        for window in 1..<max(1, steps * bins) {
          let candidate = corner[(window / bins) * width + (window % bins) * channels + channel]
          if candidate > best[channel] {
            best[channel] = candidate
            won[channel] = Int32(truncatingIfNeeded: window)
          }
        }
        channel += 1
      }
    }
  }

  func backward(
    _ gradient: Activation, needsInputGradient: Bool, _ context: PassContext
  ) -> Activation? {
    guard needsInputGradient else { return nil }
    inputGradient.resize(
      sampleCount: gradient.sampleCount, stepCount: inputStepCount, width: inputShape.width)
    let channels = inputShape.channels
    winners.withUnsafeBufferPointer { winners in
      nonisolated(unsafe) let first = winners.baseAddress!
      context.workers.forEachShard(of: gradient.sampleCount) { _, samples in
        for sample in samples {
          let to = inputGradient.sample(sample)
          to.update(repeating: 0, count: inputGradient.sampleStride)
          let won = first + sample * gradient.sampleStride
          let from = gradient.sample(sample)
          for step in 0..<output.mask.length(of: sample) {
            for bin in 0..<outputShape.bins {
              let offset = step * outputShape.width + bin * channels
              let corner = to + step * steps * inputShape.width + bin * bins * channels
              for channel in 0..<channels {
                let window = Int(won[offset + channel])
                let place = (window / bins) * inputShape.width + (window % bins) * channels + channel
                corner[place] = from[offset + channel]
              }
            }
          }
        }
      }
    }
    return inputGradient
  }

  func makeStream(maximumRowCount: Int) -> (any LayerStream)? {
    MaxPoolStream(inputShape: inputShape, steps: steps, bins: bins, maximumRowCount: maximumRowCount)
  }
}
