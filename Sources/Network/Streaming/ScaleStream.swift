import Buffers

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
