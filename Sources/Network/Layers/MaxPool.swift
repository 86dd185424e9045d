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
    winners.withUnsafeBufferPointer { winners in
      nonisolated(unsafe) let first = winners.baseAddress!
      context.workers.forEachShard(of: gradient.sampleCount) { _, samples in
        for sample in samples {
          let won = first + sample * gradient.sampleStride
          let length = output.mask.length(of: sample)
          for step in 0..<length {
            spread(
              gradient.sample(sample) + step * outputShape.width, winners: won + step * outputShape.width,
              over: inputGradient.sample(sample) + step * steps * inputShape.width)
          }
          inputGradient.clear(sample, from: length * steps)
        }
      }
    }
    return inputGradient
  }

  /// Gives every window's winner the gradient of one output row, and all others zero.
  @inline(__always)
  private func spread(
    _ gradient: UnsafePointer<Float>, winners: UnsafePointer<Int32>, over target: UnsafeMutablePointer<Float>
  ) {
    let channels = inputShape.channels
    for bin in 0..<outputShape.bins {
      let corner = target + bin * bins * channels
      let offset = bin * channels
      Lanes.forEachGroup(of: channels) { channel, lanes in
        let share = Lanes.load(gradient + offset + channel, lanes)
        let place = Lanes.load(winners + offset + channel, lanes)
        var window: Int32 = 0
        for step in 0..<steps {
          for inner in 0..<bins {
            let wins = place .== SIMD8<Int32>(repeating: window)
            Lanes.store(
              Lanes.Vector.zero.replacing(with: share, where: wins),
              corner + step * inputShape.width + inner * channels + channel, lanes)
            window &+= 1
          }
        }
      }
    }
    let used = outputShape.bins * bins * channels
    guard used < inputShape.width else { return }
    for step in 0..<steps {
      (target + step * inputShape.width + used).update(repeating: 0, count: inputShape.width - used)
    }
  }

  func makeStream(maximumRowCount: Int) -> (any LayerStream)? {
    MaxPoolStream(inputShape: inputShape, steps: steps, bins: bins, maximumRowCount: maximumRowCount)
  }
}
