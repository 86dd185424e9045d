extension Dashboard {
  func drawProbabilities(_ state: DashboardState, _ colors: [Color], _ area: Rect, _ canvas: inout Canvas) {
    let inner = drawBox("emotions", area, &canvas)
    let room = Rect(x: inner.x, y: inner.y, width: inner.width - 1, height: inner.height)
    guard room.height > 0, !state.labels.isEmpty else { return }
    let spacing = inner.height >= 2 * state.labels.count - 1 ? 2 : 1
    let rows = shownClasses(state.probabilities, state.labels.count, room.height)
    for (row, index) in rows.enumerated() {
      drawProbability(
        index, of: state.labels, state.probabilities, colors, y: room.y + row * spacing, room, &canvas)
    }
  }

  /// Every class in the model's order, or the most probable ones where there are fewer rows than classes.
  private func shownClasses(_ probabilities: [Float], _ labelCount: Int, _ rowCount: Int) -> [Int] {
    guard labelCount > rowCount else { return Array(0..<labelCount) }
    let order = (0..<labelCount).sorted { first, second in
      let one = first < probabilities.count ? probabilities[first] : 0
      let other = second < probabilities.count ? probabilities[second] : 0
      return one != other ? one > other : first < second
    }
    return Array(order.prefix(rowCount))
  }

  /// One class: mark, name, bar, percent.
  func drawProbability(
    _ index: Int, of labels: [String], _ probabilities: [Float], _ colors: [Color], y: Int, _ room: Rect,
    _ canvas: inout Canvas
  ) {
    let hasValue = index < probabilities.count
    let value = hasValue ? probabilities[index] : 0
    let (leader, second) = Ranking.leaders(of: probabilities)
    let isLeader = hasValue && index == leader
    let isSecond = hasValue && index == second
    var nameWidth = 0
    for label in labels { nameWidth = max(nameWidth, Canvas.columnCount(of: label, upTo: 14)) }
    nameWidth = min(nameWidth, max(4, room.width * 2 / 5))
    let ink =
      isLeader
      ? style.ink(colors[index], .bold)
      : isSecond ? style.text : style.muted
    if isLeader {
      canvas.put(style.glyphs.marker, x: room.x, y: y, ink)
    } else if isSecond {
      canvas.put(style.glyphs.secondMarker, x: room.x, y: y, style.muted)
    }
    canvas.write(labels[index], x: room.x + 2, y: y, ink, room: nameWidth, glyphs: style.glyphs)
    let barX = room.x + 2 + nameWidth + 1
    let barWidth = room.right - 5 - barX
    drawBar(value, x: barX, y: y, width: barWidth, colors[index], &canvas)
    canvas.write(hasValue ? Figure.percent(value) : "-", endingAt: room.right, y: y, ink)
  }
}
