import Buffers

extension BatchNormalization {
  /// Adds up, over every row of the batch, what `row` adds to 2 x channels sums.
  ///
  /// Single-precision sums are moved to double precision once a step, which keeps them exact enough and fast.
  func total(
    over input: Activation, _ context: PassContext,
    _ add: (_ sample: Int, _ row: Int, _ sums: UnsafeMutablePointer<Float>) -> Void
  ) -> [Double] {
    let width = 2 * outputShape.channels
    let bins = outputShape.bins
    let partial = (0..<Shards.count).map { _ in AlignedBuffer(count: width) }
    defer { withExtendedLifetime(partial) {} }
    let shardTotals = UnsafeMutablePointer<Double>.allocate(capacity: Shards.count * width)
    shardTotals.initialize(repeating: 0, count: Shards.count * width)
    defer { shardTotals.deallocate() }
    nonisolated(unsafe) let totals = shardTotals
    context.workers.forEachShard(of: input.sampleCount) { shard, samples in
      let sums = partial[shard].base
      let target = totals + shard * width
      let stepsAtOnce = max(1, 64 / bins)
      for sample in samples {
        var step = 0
        while step < input.stepCount {
          let end = min(step + stepsAtOnce, input.stepCount)
          for row in (step * bins)..<(end * bins) { add(sample, row, sums) }
          for index in 0..<width {
            target[index] += Double(sums[index])
            sums[index] = 0
          }
          step = end
        }
      }
    }
    var result = [Double](repeating: 0, count: width)
    for shard in 0..<Shards.count {
      for index in 0..<width { result[index] += totals[shard * width + index] }
    }
    return result
  }

  /// Kernel and bias of one convolution that does what `convolution` and this layer do together.
  func fold(into convolution: Convolution) -> (weight: AlignedBuffer, bias: AlignedBuffer) {
    let patch = convolution.geometry.patchWidth
    let weight = AlignedBuffer(convolution.weight.value.elements)
    let bias = AlignedBuffer(count: convolution.filterCount)
    for channel in 0..<convolution.filterCount {
      let factor = scale.value[channel] / (runningVariance[channel] + epsilon).squareRoot()
      for index in 0..<patch { weight[channel * patch + index] *= factor }
      let before = convolution.bias?.value[channel] ?? 0
      bias[channel] = shift.value[channel] + (before - runningMean[channel]) * factor
    }
    return (weight, bias)
  }
}

/// Batch normalisation live where no convolution stands before it.
final class ScaleStream: LayerStream {
  let maximumOutputRowCount: Int
  private let factor: [Float]
  private let offset: [Float]
  private let bins: Int
  private let output: AlignedBuffer

  init(_ layer: BatchNormalization, maximumRowCount: Int) {
    maximumOutputRowCount = maximumRowCount
    bins = layer.outputShape.bins
    let factor = (0..<layer.outputShape.channels).map { channel in
      layer.scale.value[channel] / (layer.runningVariance[channel] + layer.epsilon).squareRoot()
    }
    self.factor = factor
    offset = factor.indices.map { layer.shift.value[$0] - layer.runningMean[$0] * factor[$0] }
    output = AlignedBuffer(count: maximumRowCount * layer.outputShape.width)
  }

  func push(_ block: RowBlock) -> RowBlock {
    let channels = factor.count
    for row in 0..<(block.count * bins) {
      for channel in 0..<channels {
        let index = row * channels + channel
        output.base[index] = block.rows[index] * factor[channel] + offset[channel]
      }
    }
    return RowBlock(rows: output.base, count: block.count, open: block.open)
  }

  func reset() {}
}
