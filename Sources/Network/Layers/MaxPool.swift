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

  func forward(_ input: Activation, _ context: PassContext) -> Activation {
    inputStepCount = input.stepCount
    let outputSteps = input.stepCount / steps
    output.resize(sampleCount: input.sampleCount, stepCount: outputSteps, width: outputShape.width)
    output.mask = input.mask.reduced(by: steps, stepCount: outputSteps)
    let needed = input.sampleCount * output.sampleStride
    if winners.count < needed { winners = [Int32](repeating: 0, count: needed) }
    winners.withUnsafeMutableBufferPointer { winners in
      nonisolated(unsafe) let first = winners.baseAddress!
      context.workers.forEachShard(of: input.sampleCount) { _, samples in
        for sample in samples {
          let to = output.sample(sample)
          let won = first + sample * output.sampleStride
          for step in 0..<outputSteps {
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
          for step in 0..<gradient.stepCount {
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

/// Max pooling live: a window over time closes once its last step has come.
final class MaxPoolStream: LayerStream {
  let maximumOutputRowCount: Int
  private let inputShape: RowShape
  private let steps: Int
  private let bins: Int
  private let outputBins: Int
  private let output: AlignedBuffer
  private let open: UnsafeMutablePointer<UInt8>
  /// Steps already in the open window; its maxima stand in the first row of `pending`.
  private var filled = 0
  private let pending: AlignedBuffer
  private var pendingOpen: UInt8 = 0

  init(inputShape: RowShape, steps: Int, bins: Int, maximumRowCount: Int) {
    self.inputShape = inputShape
    self.steps = steps
    self.bins = bins
    outputBins = inputShape.bins / bins
    maximumOutputRowCount = (maximumRowCount + steps - 1) / steps
    let width = outputBins * inputShape.channels
    output = AlignedBuffer(count: maximumOutputRowCount * width)
    pending = AlignedBuffer(count: width)
    open = .allocate(capacity: max(1, maximumOutputRowCount))
    open.initialize(repeating: 0, count: max(1, maximumOutputRowCount))
  }

  deinit {
    open.deallocate()
  }

  func push(_ block: RowBlock) -> RowBlock {
    let width = pending.count
    var produced = 0
    for row in 0..<block.count {
      absorb(block.rows + row * inputShape.width, first: filled == 0)
      pendingOpen |= block.open[row]
      filled += 1
      if filled == steps {
        (output.base + produced * width).update(from: pending.base, count: width)
        open[produced] = pendingOpen
        produced += 1
        filled = 0
        pendingOpen = 0
      }
    }
    return RowBlock(rows: output.base, count: produced, open: open)
  }

  @inline(__always)
  private func absorb(_ row: UnsafePointer<Float>, first: Bool) {
    let channels = inputShape.channels
    for bin in 0..<outputBins {
      let best = pending.base + bin * channels
      for window in 0..<bins {
        let candidate = row + (bin * bins + window) * channels
        if first && window == 0 {
          for channel in 0..<channels { best[channel] = candidate[channel] }
        } else {
          for channel in 0..<channels { best[channel] = max(best[channel], candidate[channel]) }
        }
      }
    }
  }

  func reset() {
    filled = 0
    pendingOpen = 0
  }
}
