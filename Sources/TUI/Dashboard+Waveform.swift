extension Dashboard {
  /// Columns kept left of both pictures for their axes, so that their times line up.
  static let gutter = 5

  func drawWaveform(_ state: DashboardState, _ area: Rect, _ canvas: inout Canvas) {
    let trailing = state.level.isClipped ? "" : Figure.decibels(state.level.level)
    let inner = drawBox("waveform", area, &canvas, trailing: [trailing])
    if state.level.isClipped, area.width >= 24 {
      canvas.write(" CLIPPED ", endingAt: area.right - 2, y: area.y, style.badge(style.theme.alarm))
    }
    guard inner.width > Self.gutter + 1, inner.height > 0 else { return }
    let plot = Rect(
      x: inner.x + Self.gutter, y: inner.y, width: inner.width - Self.gutter, height: inner.height)
    drawLevelAxis(inner, &canvas)
    if style.glyphs.hasBraille {
      drawBraille(state.waveform, plot, &canvas)
    } else {
      drawColumns(state.waveform, plot, &canvas)
    }
  }

  /// The scale goes by the square root of the amplitude, so that quiet speech shows: half way out is -12 dB.
  private func drawLevelAxis(_ inner: Rect, _ canvas: inout Canvas) {
    canvas.write("0 dB", x: inner.x, y: inner.y, style.muted)
    guard inner.height >= 3 else { return }
    canvas.write("0 dB", x: inner.x, y: inner.bottom - 1, style.muted)
    guard inner.height >= 7 else { return }
    canvas.write(" -12", x: inner.x, y: inner.y + inner.height / 4, style.muted)
    canvas.write(" -12", x: inner.x, y: inner.bottom - 1 - inner.height / 4, style.muted)
  }

  /// Rows from the top that a stretch of signal covers, first and last, out of `count`.
  private func rows(_ low: Float, _ high: Float, _ count: Int) -> (first: Int, last: Int) {
    func row(_ value: Float) -> Int {
      let bent = value < 0 ? -(-value).squareRoot() : value.squareRoot()
      return max(0, min(count - 1, Int(((1 - bent) * 0.5 * Float(count - 1)).rounded())))
    }
    return (row(max(low, high)), row(min(low, high)))
  }

  private func drawBraille(_ history: WaveformHistory, _ plot: Rect, _ canvas: inout Canvas) {
    let dots = plot.height * 4
    for column in 0..<plot.width {
      let age = 2 * (plot.width - 1 - column)
      let right = history.column(age: age)
      let left = history.column(age: age + 1)
      guard age < history.count else { continue }
      let leftRows = rows(left.low, left.high, dots)
      let rightRows = rows(right.low, right.high, dots)
      let isClipped = left.isClipped || right.isClipped
      let ink = style.ink(
        isClipped ? style.theme.alarm : style.theme.waveform, isClipped && !style.isColored ? .reverse : [])
      for y in min(leftRows.first, rightRows.first) / 4...max(leftRows.last, rightRows.last) / 4 {
        var bits: UInt32 = 0
        for dot in 0..<4 {
          let row = y * 4 + dot
          if row >= leftRows.first, row <= leftRows.last { bits |= dot == 3 ? 0x40 : 1 << UInt32(dot) }
          if row >= rightRows.first, row <= rightRows.last { bits |= dot == 3 ? 0x80 : 8 << UInt32(dot) }
        }
        if bits != 0 { canvas.put(0x2800 + bits, x: plot.x + column, y: plot.y + y, ink) }
      }
    }
  }

  private func drawColumns(_ history: WaveformHistory, _ plot: Rect, _ canvas: inout Canvas) {
    let steps = plot.height * 2
    for column in 0..<plot.width {
      let age = 2 * (plot.width - 1 - column)
      guard age < history.count else { continue }
      let right = history.column(age: age)
      let left = history.column(age: age + 1)
      let span = rows(min(left.low, right.low), max(left.high, right.high), steps)
      let isClipped = left.isClipped || right.isClipped
      let ink = style.ink(isClipped ? style.theme.alarm : style.theme.waveform, isClipped ? .bold : [])
      for y in span.first / 2...span.last / 2 {
        let isUpper = span.first <= 2 * y
        let isLower = span.last >= 2 * y + 1
        canvas.put(
          block(isUpper, isLower, isClipped: isClipped), x: plot.x + column, y: plot.y + y, ink)
      }
    }
  }

  /// What stands for a signal that covers the upper or the lower half of a cell, or both.
  private func block(_ isUpper: Bool, _ isLower: Bool, isClipped: Bool) -> UInt32 {
    let glyphs = style.glyphs
    if glyphs.isASCII { return isUpper && isLower ? (isClipped ? 0x21 : 0x7C) : 0x3A }
    return isUpper && isLower ? glyphs.full : isUpper ? glyphs.upperHalf : glyphs.lowerHalf
  }
}
