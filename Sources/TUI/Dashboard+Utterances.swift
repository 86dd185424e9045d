extension Dashboard {
  /// Draws the list, newest on top; gives how far it can be scrolled.
  func drawUtterances(
    _ state: DashboardState, _ colors: [Color], _ scroll: Int, _ area: Rect, _ canvas: inout Canvas
  ) -> Int {
    let count = state.utterances.count
    let inner = drawBox("utterances", area, &canvas, trailing: [count > 0 ? String(count) : ""])
    guard inner.height > 0, inner.width > 8 else { return 0 }
    if count == 0 {
      canvas.write("none yet", x: inner.x + 1, y: inner.y, style.muted)
      return 0
    }
    let limit = max(0, count - inner.height)
    let offset = min(max(scroll, 0), limit)
    for row in 0..<min(inner.height, count - offset) {
      let utterance = state.utterances[count - 1 - offset - row]
      drawUtterance(
        utterance, state.labels, colors, x: inner.x + 1, y: inner.y + row, inner.width - 2, &canvas)
    }
    drawScrollThumb(offset: offset, shown: inner.height, total: count, area, &canvas)
    return limit
  }

  /// Time, length, verdict, confidence, and what came second where there is room.
  func drawUtterance(
    _ row: UtteranceRow, _ labels: [String], _ colors: [Color], x: Int, y: Int, _ width: Int,
    _ canvas: inout Canvas
  ) {
    let clock = Figure.clock(row.start)
    let right = x + width
    canvas.write(clock, x: x, y: y, style.muted, room: width)
    let length = Figure.decimal(row.end - row.start, places: 1) + "s"
    var column = x + clock.utf8.count + 1
    // Without room for everything the length goes first, never the name.
    if width >= 28 {
      canvas.write(length, endingAt: column + 4, y: y, style.muted)
      column += 5
    }
    guard column < right, row.leaderIndex < labels.count else { return }
    let name = labels[row.leaderIndex]
    let isSure = row.verdict == .emotion
    let color = colors[row.leaderIndex]
    canvas.put(
      isSure ? style.glyphs.filledDot : style.glyphs.hollowDot, x: column, y: y,
      isSure ? style.ink(color) : style.muted)
    let shown = isSure ? name : name + "?"
    canvas.write(
      shown, x: column + 2, y: y, isSure ? style.ink(color, .bold) : style.muted,
      room: right - column - 2 - 5, glyphs: style.glyphs)
    let showsSecond = width >= 48
    let percentEnd = showsSecond ? column + 2 + 11 + 4 : right
    canvas.write(
      Figure.percent(row.confidence), endingAt: percentEnd, y: y, isSure ? style.text : style.muted)
    guard showsSecond, let second = row.runnerUpIndex, second < labels.count, second < row.probabilities.count
    else { return }
    let text = "then " + labels[second] + " " + Figure.percent(row.probabilities[second])
    let textX = percentEnd + 2
    canvas.write(text, x: textX, y: y, style.muted, room: right - textX, glyphs: style.glyphs)
  }

  /// Marks on the right edge of a panel which part of a list is seen.
  func drawScrollThumb(offset: Int, shown: Int, total: Int, _ area: Rect, _ canvas: inout Canvas) {
    let track = area.height - 2
    guard total > shown, track >= 2 else { return }
    let length = max(1, track * shown / total)
    let start = (track - length) * offset / max(1, total - shown)
    for row in start..<start + length {
      canvas.put(style.glyphs.scrollThumb, x: area.right - 1, y: area.y + 1 + row, style.muted)
    }
  }
}
