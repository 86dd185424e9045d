import Buffers

/// An activation function live.
final class ActivationStream: LayerStream {
  let maximumOutputRowCount: Int
  private let kind: ActivationKind
  private let width: Int
  private let output: AlignedBuffer

  init(_ kind: ActivationKind, width: Int, maximumRowCount: Int) {
    self.kind = kind
    self.width = width
    maximumOutputRowCount = maximumRowCount
    output = AlignedBuffer(count: maximumRowCount * width)
  }

  func push(_ block: RowBlock) -> RowBlock {
    kind.apply(block.rows, output.base, count: block.count * width)
    return RowBlock(rows: output.base, count: block.count, open: block.open)
  }

  func reset() {}
}
