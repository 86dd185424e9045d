import Buffers

/// Mean of each window of steps x bins; windows do not overlap, and what fills no window is dropped.
///
/// Shape: steps x bins x channels to steps / size x bins / size x channels.
final class AveragePool: Layer, @unchecked Sendable {
  /// Window extent.
  let steps: Int, bins: Int
  /// Shape that goes in.
  let inputShape: RowShape

  private let output = Activation()
  private let inputGradient = Activation()
  private var inputStepCount = 0

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
    context.workers.forEachShard(of: input.sampleCount) { _, samples in
      for sample in samples {
        output.clear(sample, from: 0)
        for step in 0..<(output.mask.length(of: sample) * steps) {
          Self.addRow(
            input.sample(sample) + step * inputShape.width,
            to: output.sample(sample) + step / steps * outputShape.width, shape: outputShape, bins: bins,
            factor: 1 / Float(steps * bins))
        }
      }
    }
    return output
  }

  /// Adds `factor` times one input row to the output row of its window.
  @inline(__always)
  static func addRow(
    _ row: UnsafePointer<Float>, to mean: UnsafeMutablePointer<Float>, shape: RowShape, bins: Int,
    factor: Float
  ) {
    for bin in 0..<(shape.bins * bins) {
      let from = row + bin * shape.channels
      let to = mean + bin / bins * shape.channels
      for channel in 0..<shape.channels { to[channel] += factor * from[channel] }
    }
  }

  func backward(
    _ gradient: Activation, needsInputGradient: Bool, _ context: PassContext
  ) -> Activation? {
    guard needsInputGradient else { return nil }
    inputGradient.resize(
      sampleCount: gradient.sampleCount, stepCount: inputStepCount, width: inputShape.width)
    let channels = inputShape.channels
    let factor = 1 / Float(steps * bins)
    context.workers.forEachShard(of: gradient.sampleCount) { _, samples in
      for sample in samples {
        inputGradient.clear(sample, from: 0)
        for step in 0..<(output.mask.length(of: sample) * steps) {
          let from = gradient.sample(sample) + step / steps * outputShape.width
          let to = inputGradient.sample(sample) + step * inputShape.width
          for bin in 0..<(outputShape.bins * bins) {
            for channel in 0..<channels {
              to[bin * channels + channel] = factor * from[bin / bins * channels + channel]
            }
          }
        }
      }
    }
    return inputGradient
  }

  func makeStream(maximumRowCount: Int) -> (any LayerStream)? {
    AveragePoolStream(self, maximumRowCount: maximumRowCount)
  }
}

/// Average pooling live: a window over time closes once its last step has come.
final class AveragePoolStream: LayerStream {
  let maximumOutputRowCount: Int
  private let layer: AveragePool
  private let output: AlignedBuffer
  private let pending: AlignedBuffer
  private let open: UnsafeMutablePointer<UInt8>
  private var filled = 0
  private var pendingOpen: UInt8 = 0

  init(_ layer: AveragePool, maximumRowCount: Int) {
    self.layer = layer
    maximumOutputRowCount = (maximumRowCount + layer.steps - 1) / layer.steps
    pending = AlignedBuffer(count: layer.outputShape.width)
    output = AlignedBuffer(count: maximumOutputRowCount * pending.count)
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
      if filled == 0 { pending.clear() }
      AveragePool.addRow(
        block.rows + row * layer.inputShape.width, to: pending.base, shape: layer.outputShape,
        bins: layer.bins, factor: 1 / Float(layer.steps * layer.bins))
      pendingOpen |= block.open[row]
      filled += 1
      if filled == layer.steps {
        (output.base + produced * width).update(from: pending.base, count: width)
        open[produced] = pendingOpen
        produced += 1
        filled = 0
        pendingOpen = 0
      }
    }
    return RowBlock(rows: output.base, count: produced, open: open)
  }

  func reset() {
    filled = 0
    pendingOpen = 0
  }
}
