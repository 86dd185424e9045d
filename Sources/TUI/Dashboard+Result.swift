extension Dashboard {
  private enum ResultLine {
    case verdict, blank
    case facts
    case probability(Int)
    case heading(String)
    case seconds(Int)
    case segment(Int)
  }

  /// Draws the result of a file or recording, scrolled to the marked utterance where asked for.
  func drawResult(_ panel: ResultPanel, _ scroll: Int, followsSelection: Bool, _ canvas: inout Canvas)
    -> OverlayExtent
  {
    let keys =
      panel.kind == .recording
      ? ["k keep  p replay  x discard", "k keep  x discard", "k p x"]
      : panel.segments.isEmpty ? ["Esc closes"] : ["p plays  Esc closes", "Esc closes"]
    let width = min(canvas.width, 90)
    let columns = max(1, width - 4)
    // Long recordings take several seconds a cell, so that three rows hold them.
    let secondsPerCell = max(1, (panel.timeline.count + 3 * columns - 1) / (3 * columns))
    let lines = resultLines(panel, columns, secondsPerCell)
    let window = openWindow(
      panel.kind == .recording ? "recording" : "result", width: width, height: lines.count + 2, &canvas,
      trailing: keys)
    let inner = window.inner
    let limit = max(0, lines.count - inner.height)
    var offset = min(max(scroll, 0), limit)
    if followsSelection {
      let marked = panel.selectedSegment.map { lines.count - panel.segments.count + $0 } ?? 0
      offset = max(min(offset, marked), marked - inner.height + 1)
    }
    let colors = labelColors(panel.labels)
    for row in 0..<min(inner.height, lines.count - offset) {
      drawResultLine(lines[offset + row], panel, colors, secondsPerCell, inner, inner.y + row, &canvas)
    }
    drawScrollThumb(offset: offset, shown: inner.height, total: lines.count, window.frame, &canvas)
    return OverlayExtent(offset: offset, limit: limit)
  }

  private func resultLines(_ panel: ResultPanel, _ columns: Int, _ secondsPerCell: Int) -> [ResultLine] {
    var lines: [ResultLine] = [.verdict, .facts]
    if !panel.probabilities.isEmpty {
      lines.append(.blank)
      lines += panel.labels.indices.map { .probability($0) }
    }
    if !panel.timeline.isEmpty {
      let cells = (panel.timeline.count + secondsPerCell - 1) / secondsPerCell
      let unit = secondsPerCell == 1 ? "each second" : "each \(secondsPerCell) seconds"
      lines += [.blank, .heading(unit)]
      lines += stride(from: 0, to: cells, by: columns).map { .seconds($0) }
    }
    if !panel.segments.isEmpty {
      lines += [
        .blank, .heading(panel.segments.count == 1 ? "1 utterance" : "\(panel.segments.count) utterances"),
      ]
      lines += panel.segments.indices.map { .segment($0) }
    }
    return lines
  }

  private func drawResultLine(
    _ line: ResultLine, _ panel: ResultPanel, _ colors: [Color], _ secondsPerCell: Int, _ inner: Rect,
    _ y: Int, _ canvas: inout Canvas
  ) {
    switch line {
    case .blank: break
    case .verdict:
      let words = resultWords(panel, colors)
      let used = canvas.write(
        words.text, x: inner.x, y: y, words.ink, room: inner.width, glyphs: style.glyphs)
      let room = inner.width - used - 2
      if room >= 4 {
        canvas.write(
          panel.title, x: inner.x + used + 2, y: y, style.text, room: room, truncation: .head,
          glyphs: style.glyphs)
      }
    case .facts:
      let text =
        Figure.clock(panel.duration) + " long, " + Figure.decimal(panel.speechSeconds, places: 1)
        + " s of speech"
      canvas.write(text, x: inner.x, y: y, style.muted, room: inner.width, glyphs: style.glyphs)
    case .probability(let index):
      drawProbability(index, of: panel.labels, panel.probabilities, colors, y: y, inner, &canvas)
    case .heading(let text):
      canvas.write(text, x: inner.x, y: y, style.title, room: inner.width, glyphs: style.glyphs)
    case .seconds(let first):
      drawSeconds(panel, colors, from: first, secondsPerCell, inner, y, &canvas)
    case .segment(let index):
      drawUtterance(panel.segments[index], panel.labels, colors, x: inner.x, y: y, inner.width, &canvas)
      guard index == panel.selectedSegment else { return }
      canvas.put(style.glyphs.marker, x: inner.x - 1, y: y, style.ink(style.theme.accent, .bold))
      if style.isColored {
        let selection = style.theme.selection
        canvas.tint(Rect(x: inner.x, y: y, width: inner.width, height: 1)) { $0.background = selection }
      }
    }
  }

  private func resultWords(_ panel: ResultPanel, _ colors: [Color]) -> (text: String, ink: Ink) {
    let (leader, _) = Ranking.leaders(of: panel.probabilities)
    guard leader < panel.probabilities.count, leader < panel.labels.count, panel.verdict != .silence else {
      return ("no speech", style.ink(style.theme.caution, .bold))
    }
    let share = Figure.percent(panel.probabilities[leader])
    return panel.verdict == .emotion
      ? (" " + panel.labels[leader].uppercased() + " " + share + " ", style.badge(colors[leader]))
      : ("unsure: " + panel.labels[leader] + "? " + share, style.ink(style.theme.caution, .bold))
  }

  /// A letter on its class's colour for every second with speech, a dot without.
  private func drawSeconds(
    _ panel: ResultPanel, _ colors: [Color], from first: Int, _ secondsPerCell: Int, _ inner: Rect, _ y: Int,
    _ canvas: inout Canvas
  ) {
    for column in 0..<inner.width {
      let start = (first + column) * secondsPerCell
      guard start < panel.timeline.count else { return }
      var sums = [Float](repeating: 0, count: panel.labels.count)
      for second in panel.timeline[start..<min(start + secondsPerCell, panel.timeline.count)] {
        for (index, value) in (second ?? []).enumerated() where index < sums.count { sums[index] += value }
      }
      let (leader, _) = Ranking.leaders(of: sums)
      guard leader < sums.count, sums[leader] > 0 else {
        canvas.put(style.glyphs.middleDot, x: inner.x + column, y: y, style.border)
        continue
      }
      let ink = style.isColored ? Ink(style.theme.onFill, on: colors[leader]) : style.text
      canvas.put(panel.initials[leader], x: inner.x + column, y: y, ink)
    }
  }
}
