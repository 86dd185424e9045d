extension Dashboard {
  /// Columns of a level in the list of devices: meter and figure.
  private static let levelColumns = 18

  /// Draws the list of devices or models: the one in use, name, more about it, and what is heard from it.
  func drawChooser(_ chooser: Chooser, _ canvas: inout Canvas) {
    let isDevice = chooser.kind == .device
    let title = isDevice ? "choose a device" : "choose a model"
    let window = openWindow(
      title, width: 72, height: max(3, min(chooser.items.count, 16) + 2), &canvas,
      trailing: ["Enter takes  Esc cancels", "Enter takes"])
    let inner = window.inner
    guard !chooser.items.isEmpty else {
      canvas.write("there is none", x: inner.x, y: inner.y, style.muted, room: inner.width)
      return
    }
    let shown = min(inner.height, chooser.items.count)
    let first = max(0, min(chooser.selectedIndex - shown / 2, chooser.items.count - shown))
    let widest = chooser.items.map { Canvas.columnCount(of: $0.name, upTo: inner.width) }.max() ?? 0
    let nameColumns = max(1, min(widest, inner.width >= 50 ? inner.width / 2 : inner.width - 2))
    for row in 0..<shown {
      let index = first + row
      let item = chooser.items[index]
      let isMarked = index == chooser.selectedIndex
      let ink = isMarked ? selected : style.text
      let y = inner.y + row
      canvas.fill(Rect(x: inner.x, y: y, width: inner.width, height: 1), ink)
      if index == chooser.currentIndex { canvas.put(style.glyphs.filledDot, x: inner.x, y: y, ink) }
      canvas.write(item.name, x: inner.x + 2, y: y, ink, room: nameColumns, glyphs: style.glyphs)
      var right = inner.right
      if let level = item.level, inner.width >= Self.levelColumns + 16 {
        right -= Self.levelColumns
        drawLevel(level, x: right, y: y, ink, &canvas)
      }
      let x = inner.x + 2 + nameColumns + 2
      guard right - x >= 16 else { continue }
      canvas.write(
        item.detail, x: x, y: y, isMarked ? ink : style.muted, room: right - x - 1,
        truncation: isDevice ? .tail : .head, glyphs: style.glyphs)
    }
    drawScrollThumb(offset: first, shown: shown, total: chooser.items.count, window.frame, &canvas)
  }

  /// A level as meter and figure, `levelColumns` wide.
  private func drawLevel(_ level: InputLevel, x: Int, y: Int, _ ink: Ink, _ canvas: inout Canvas) {
    let width = Self.levelColumns - 10
    drawMeter(level, x: x + 1, y: y, width: width, &canvas)
    canvas.write(
      level.isClipped ? "CLIP" : Figure.decibels(level.level), endingAt: x + Self.levelColumns, y: y, ink)
  }
}
