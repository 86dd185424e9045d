import Buffers

/// Attention pooling live.
final class AttentionStream: LayerStream {
  let maximumOutputRowCount: Int
  private let query: AlignedBuffer
  private let bias: Float
  private let width: Int
  private let mean: AlignedBuffer
  private let output: AlignedBuffer
  private var state = AttentionState()

  init(query: AlignedBuffer, bias: Float, width: Int, maximumRowCount: Int) {
    self.query = query
    self.bias = bias
    self.width = width
    maximumOutputRowCount = maximumRowCount
    mean = AlignedBuffer(count: width)
    output = AlignedBuffer(count: maximumRowCount * width)
  }

  func push(_ block: RowBlock) -> RowBlock {
    for row in 0..<block.count {
      _ = state.absorb(
        block.rows + row * width, open: block.open[row] != 0, query: query.base, bias: bias,
        previous: UnsafePointer(mean.base), into: mean.base, width: width)
      (output.base + row * width).update(from: mean.base, count: width)
    }
    return RowBlock(rows: output.base, count: block.count, open: block.open)
  }

  func reset() {
    mean.clear()
    state = AttentionState()
  }
}
