extension Dashboard {
  func drawSpectrogram(_ state: DashboardState, _ area: Rect, _ canvas: inout Canvas) {
    let history = state.spectrogram
    let inner = drawBox("mel spectrogram", area, &canvas, trailing: ["Hz"])
    guard inner.width > Self.gutter + 1, inner.height > 0, history.melBinCount > 0 else { return }
    let plot = Rect(
      x: inner.x + Self.gutter, y: inner.y, width: inner.width - Self.gutter, height: inner.height)
    drawFrequencyAxis(history, inner, &canvas)
    drawTimeAxis(plot, y: area.bottom - 1, secondsPerColumn: history.columnSeconds, &canvas)
    // Two pictures' rows a cell: the upper half in the foreground colour, the lower in the background's.
    let rowCount = plot.height * 2
    withUnsafeTemporaryAllocation(of: (first: Int32, last: Int32).self, capacity: rowCount) { bins in
      for row in 0..<rowCount {
        let first = (rowCount - 1 - row) * history.melBinCount / rowCount
        let end = (rowCount - row) * history.melBinCount / rowCount
        bins[row] = (Int32(first), Int32(max(first, end - 1)))
      }
      let map = style.theme.spectrogram.colors(for: style.depth)
      history.withLevels { levels in
        for column in 0..<plot.width {
          guard let offset = history.offset(age: plot.width - 1 - column) else { continue }
          for y in 0..<plot.height {
            let upper = Self.loudest(levels, offset, bins[2 * y])
            let lower = Self.loudest(levels, offset, bins[2 * y + 1])
            putLevels(upper, lower, map, x: plot.x + column, y: plot.y + y, &canvas)
          }
        }
      }
    }
  }

  @inline(__always)
  private static func loudest(
    _ levels: UnsafeBufferPointer<UInt8>, _ offset: Int, _ bins: (first: Int32, last: Int32)
  ) -> UInt8 {
    var best: UInt8 = 0
    for bin in Int(bins.first)...Int(bins.last) { best = max(best, levels[offset + bin]) }
    return best
  }

  @inline(__always)
  private func putLevels(
    _ upper: UInt8, _ lower: UInt8, _ map: [Color], x: Int, y: Int, _ canvas: inout Canvas
  ) {
    if style.isColored, !style.glyphs.isASCII {
      let ink = Ink(map[Int(upper) >> 2], on: map[Int(lower) >> 2])
      canvas.put(style.glyphs.upperHalf, x: x, y: y, ink)
    } else {
      let ramp = style.glyphs.ramp
      let level = (Int(upper) + Int(lower)) / 2
      let color = style.isColored ? style.theme.waveform : style.theme.text
      canvas.put(ramp[level * ramp.count / 256], x: x, y: y, style.ink(color))
    }
  }

  private func drawFrequencyAxis(_ history: SpectrogramHistory, _ inner: Rect, _ canvas: inout Canvas) {
    let marks: [(Float, String)] = [
      (16000, " 16k"), (8000, "  8k"), (4000, "  4k"), (2000, "  2k"), (1000, "  1k"), (500, " 500"),
      (250, " 250"), (125, " 125"),
    ]
    let lowest = history.frequencies.first ?? 0
    let highest = history.frequencies.last ?? 0
    var lastRow = -2
    for (frequency, label) in marks where frequency <= highest * 1.06 && frequency >= lowest * 0.94 {
      var nearest = 0
      for bin in history.frequencies.indices
      where abs(history.frequencies[bin] - frequency) < abs(history.frequencies[nearest] - frequency) {
        nearest = bin
      }
      let share = (Float(nearest) + 0.5) / Float(history.melBinCount)
      let row = max(0, min(inner.height - 1, Int((1 - share) * Float(inner.height))))
      guard row >= lastRow + (inner.height >= 10 ? 2 : 1), row != lastRow else { continue }
      canvas.write(label, x: inner.x, y: inner.y + row, style.muted)
      lastRow = row
    }
  }

  /// Seconds ago, written over the lower edge of a panel.
  func drawTimeAxis(_ plot: Rect, y: Int, secondsPerColumn: Double, _ canvas: inout Canvas) {
    guard secondsPerColumn > 0, plot.width >= 12 else { return }
    let span = Double(plot.width) * secondsPerColumn
    let step = [0.5, 1, 2, 5, 10, 15, 20, 30, 60].first { span / $0 <= Double(plot.width) / 10 } ?? 120
    canvas.write(" now ", endingAt: plot.right, y: y, style.muted)
    var seconds = step
    while seconds < span {
      let places = step < 1 ? 1 : 0
      let label = " -" + Figure.decimal(seconds, places: places) + "s "
      let centre = plot.right - 1 - Int(seconds / secondsPerColumn)
      let x = centre - label.utf8.count / 2
      if x > plot.x, x + label.utf8.count < plot.right - 6 { canvas.write(label, x: x, y: y, style.muted) }
      seconds += step
    }
  }
}
