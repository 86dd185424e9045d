import Buffers

/// An LSTM live: hidden and cell state of one stream over shared weights.
///
/// Allocates: nothing after init.
final class LSTMStream: LayerStream {
  let maximumOutputRowCount: Int
  private let inputWeight: AlignedBuffer
  private let recurrentWeight: AlignedBuffer
  private let bias: AlignedBuffer
  private let unitCount: Int
  private let width: Int
  private let skip: Bool
  private let returns: SequenceOutput
  /// The input that goes out behind the state, where the layer skips.
  private let appended: AlignedBuffer
  private let gates: AlignedBuffer
  private let cell: AlignedBuffer
  private let hidden: AlignedBuffer
  private let output: AlignedBuffer

  init(_ layer: LSTM, maximumRowCount: Int) {
    inputWeight = layer.inputWeight.value
    recurrentWeight = layer.recurrentWeight.value
    bias = layer.bias.value
    unitCount = layer.unitCount
    width = layer.inputShape.width
    skip = layer.skip
    returns = layer.returns
    appended = AlignedBuffer(count: layer.skip ? layer.inputShape.width : 0)
    maximumOutputRowCount = maximumRowCount
    gates = AlignedBuffer(count: 4 * unitCount)
    cell = AlignedBuffer(count: unitCount)
    hidden = AlignedBuffer(count: unitCount)
    output = AlignedBuffer(count: maximumRowCount * layer.outputShape.width)
  }

  func push(_ block: RowBlock) -> RowBlock {
    let outputWidth = unitCount + (skip ? width : 0)
    for row in 0..<block.count {
      let x = block.rows + row * width
      if block.open[row] != 0 {
        gates.base.update(from: bias.base, count: 4 * unitCount)
        BLAS.multiply(
          rows: 4 * unitCount, columns: width, inputWeight.base, vector: x, into: gates.base, beta: 1)
        BLAS.multiply(
          rows: 4 * unitCount, columns: unitCount, recurrentWeight.base, vector: hidden.base,
          into: gates.base, beta: 1)
        LSTMCell.advance(gates: gates.base, cell: cell.base, hidden: hidden.base, unitCount: unitCount)
      }
      let to = output.base + row * outputWidth
      to.update(from: hidden.base, count: unitCount)
      if skip && (returns == .sequence || block.open[row] != 0) {
        appended.base.update(from: x, count: width)
      }
      (to + unitCount).update(from: appended.base, count: appended.count)
    }
    return RowBlock(rows: output.base, count: block.count, open: block.open)
  }

  func reset() {
    cell.clear()
    hidden.clear()
    appended.clear()
  }
}
