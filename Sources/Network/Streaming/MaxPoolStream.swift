import Buffers

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
