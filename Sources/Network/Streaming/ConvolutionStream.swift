import Buffers

/// A causal convolution fed a few steps at a time: it keeps the last kernel steps - 1 rows it heard.
///
/// Batch normalisation that follows is folded into `weight` and `bias` beforehand.
/// Allocates: nothing after init.
final class ConvolutionStream: LayerStream {
  private let geometry: ConvolutionGeometry
  private let weight: AlignedBuffer
  private let bias: AlignedBuffer?
  private let filterCount: Int
  private let history: AlignedBuffer
  private let patches: AlignedBuffer
  private let output: AlignedBuffer
  private let open: UnsafeMutablePointer<UInt8>
  /// Input rows still to pass before the next output.
  private var phase = 0
  /// Whether a row passed over since the last output was open.
  private var pendingOpen: UInt8 = 0

  let maximumOutputRowCount: Int

  init(geometry: ConvolutionGeometry, weight: AlignedBuffer, bias: AlignedBuffer?, maximumRowCount: Int) {
    precondition(!geometry.looksAhead, "a convolution that looks ahead cannot run live")
    // A stream gathers from its own history, which stands in for the padding on the left.
    self.geometry = ConvolutionGeometry(
      input: geometry.input, kernelSteps: geometry.kernelSteps, kernelBins: geometry.kernelBins,
      strideSteps: 1, strideBins: geometry.strideBins, padding: geometry.padding)
    stride = geometry.strideSteps
    self.weight = weight
    self.bias = bias
    filterCount = weight.count / geometry.patchWidth
    maximumOutputRowCount = maximumRowCount
    history = AlignedBuffer(count: (geometry.kernelSteps - 1 + maximumRowCount) * geometry.input.width)
    patches = AlignedBuffer(count: maximumRowCount * geometry.outputBins * geometry.patchWidth)
    output = AlignedBuffer(count: maximumRowCount * geometry.outputBins * filterCount)
    open = .allocate(capacity: max(1, maximumRowCount))
    open.initialize(repeating: 0, count: max(1, maximumRowCount))
  }

  deinit {
    open.deallocate()
  }

  private let stride: Int

  func push(_ block: RowBlock) -> RowBlock {
    let width = geometry.input.width
    let kept = geometry.kernelSteps - 1
    (history.base + kept * width).update(from: block.rows, count: block.count * width)
    let patchFloats = geometry.outputBins * geometry.patchWidth
    var produced = 0
    for row in 0..<block.count {
      pendingOpen |= block.open[row]
      if phase == 0 {
        // Row `row` of this push stands at `kept + row`; its output looks back from there.
        geometry.gather(
          from: history.base, inputSteps: kept + block.count, outputSteps: (kept + row)..<(kept + row + 1),
          into: patches.base + produced * patchFloats)
        open[produced] = pendingOpen
        pendingOpen = 0
        produced += 1
        phase = stride
      }
      phase -= 1
    }
    let rows = produced * geometry.outputBins
    BLAS.multiply(
      transposing: .right, rows: rows, columns: filterCount, inner: geometry.patchWidth, patches.base,
      stride: geometry.patchWidth, weight.base, stride: geometry.patchWidth,
      into: output.base, stride: filterCount)
    if let bias { Rows.add(bias.base, to: output.base, rows: rows, width: filterCount) }
    if kept > 0 { history.base.update(from: history.base + block.count * width, count: kept * width) }
    return RowBlock(rows: output.base, count: produced, open: open)
  }

  func reset() {
    history.clear()
    phase = 0
    pendingOpen = 0
  }
}
