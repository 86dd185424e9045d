extension Dashboard {
  func drawTimeline(_ state: DashboardState, _ colors: [Color], _ area: Rect, _ canvas: inout Canvas) {
    let inner = drawBox("last minute", area, &canvas)
    guard inner.width >= 4, inner.height >= 1 else { return }
    let spansRow = inner.height >= 2 ? inner.bottom - 1 : nil
    let plot = Rect(
      x: inner.x, y: inner.y, width: inner.width, height: inner.height - (spansRow == nil ? 0 : 1))
    // Columns stand at whole multiples of their length, so that what is past never changes its shape.
    let columnSeconds = max(state.timeline.spanSeconds / Double(plot.width), state.timeline.slotSeconds)
    let now = Double(state.timeline.slotCount) * state.timeline.slotSeconds
    let newest = Int((now / columnSeconds).rounded(.up)) - 1
    var sums = [Float](repeating: 0, count: state.labels.count)
    for column in 0..<plot.width {
      let index = newest - (plot.width - 1 - column)
      let start = Double(index) * columnSeconds
      let found =
        index < 0 ? 0 : state.timeline.accumulate(from: start, to: start + columnSeconds, into: &sums)
      drawSlot(sums, found, state.initials, colors, x: plot.x + column, plot, &canvas)
    }
    drawTimeAxis(plot, y: area.bottom - 1, secondsPerColumn: columnSeconds, &canvas)
    if let spansRow {
      let origin = Double(newest + 1 - plot.width) * columnSeconds
      drawSpans(
        state, colors, origin: origin, columnSeconds,
        Rect(x: plot.x, y: spansRow, width: plot.width, height: 1), &canvas)
    }
  }

  /// One column: the classes stacked by their share, or the leading one's letter where colour cannot tell.
  private func drawSlot(
    _ sums: [Float], _ found: Int, _ initials: [UInt32], _ colors: [Color], x: Int, _ plot: Rect,
    _ canvas: inout Canvas
  ) {
    let total = sums.reduce(0, +)
    guard found > 0, total > 0 else {
      canvas.put(style.glyphs.middleDot, x: x, y: plot.bottom - 1, style.border)
      return
    }
    if !style.isColored || style.glyphs.isASCII {
      let (leader, _) = Ranking.leaders(of: sums)
      // As many letters above each other as the share has quarters, on the rows there are.
      let high = max(1, Int((sums[leader] / total * Float(plot.height)).rounded(.up)))
      for row in 0..<min(high, plot.height) {
        canvas.put(initials[leader], x: x, y: plot.bottom - 1 - row, style.ink(colors[leader]))
      }
      return
    }
    let halves = plot.height * 2
    for y in 0..<plot.height {
      let upper = Self.classAt(share: (Float(halves - 2 * y) - 0.5) / Float(halves), sums, total)
      let lower = Self.classAt(share: (Float(halves - 2 * y) - 1.5) / Float(halves), sums, total)
      canvas.put(style.glyphs.upperHalf, x: x, y: plot.y + y, Ink(colors[upper], on: colors[lower]))
    }
  }

  /// The class found at a height of the stack; the first class lies lowest.
  private static func classAt(share: Float, _ sums: [Float], _ total: Float) -> Int {
    var below: Float = 0
    for index in sums.indices {
      below += sums[index] / total
      if share < below { return index }
    }
    return max(0, sums.count - 1)
  }

  /// A bracket under each utterance, with its verdict where it fits.
  private func drawSpans(
    _ state: DashboardState, _ colors: [Color], origin: Double, _ columnSeconds: Double, _ row: Rect,
    _ canvas: inout Canvas
  ) {
    let glyphs = style.glyphs
    for utterance in state.utterances.reversed() {
      guard utterance.start.isFinite, utterance.end.isFinite, utterance.end > origin else { break }
      let first = Int(max(-1e6, (utterance.start - origin) / columnSeconds))
      let last = max(first, Int(min(1e6, (utterance.end - origin) / columnSeconds)))
      guard first < row.width, last >= 0 else { continue }
      let ink = spanInk(utterance, colors)
      if first == last {
        canvas.put(glyphs.spanOnly, x: row.x + first, y: row.y, ink)
        continue
      }
      for column in max(first, 0)...min(last, row.width - 1) {
        let glyph =
          column == first ? glyphs.spanStart : column == last ? glyphs.spanEnd : glyphs.spanMiddle
        canvas.put(glyph, x: row.x + column, y: row.y, ink)
      }
      let label = utterance.leaderIndex < state.labels.count ? state.labels[utterance.leaderIndex] : ""
      let name = utterance.verdict == .unsure && !label.isEmpty ? label + "?" : label
      let room = last - first - 1
      let length = Canvas.columnCount(of: name)
      if length > 0, length <= room, first >= 0, last < row.width {
        canvas.write(
          name, x: row.x + first + 1 + (room - length) / 2, y: row.y, ink, room: room, glyphs: glyphs)
      }
    }
  }

  func spanInk(_ utterance: UtteranceRow, _ colors: [Color]) -> Ink {
    guard utterance.verdict == .emotion, utterance.leaderIndex < colors.count else { return style.muted }
    return style.ink(colors[utterance.leaderIndex])
  }
}
