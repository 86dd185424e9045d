extension Dashboard {
  func drawPrompt(_ editor: LineEditor, _ canvas: inout Canvas) {
    let rows = min(editor.candidates.count, 8)
    let window = openWindow(
      "open a file", width: 76, height: rows == 0 ? 4 : rows + (editor.candidates.count > rows ? 4 : 3),
      &canvas, trailing: ["Tab completes  Esc cancels", "Esc cancels"])
    let inner = window.inner
    let lineY = inner.y
    canvas.put(0x3E, x: inner.x, y: lineY, style.ink(style.theme.accent, .bold))
    drawLine(editor, x: inner.x + 2, y: lineY, room: inner.width - 2, &canvas)
    guard rows > 0, inner.height >= 2 else {
      if inner.height >= 2 {
        canvas.write(
          "a path; ~ is your home folder", x: inner.x + 2, y: lineY + 1, style.muted, room: inner.width - 2,
          glyphs: style.glyphs)
      }
      return
    }
    let shown = min(rows, inner.height - (editor.candidates.count > rows ? 2 : 1))
    let first = max(0, min((editor.candidateIndex ?? 0) - shown / 2, editor.candidates.count - shown))
    for row in 0..<shown {
      let isTaken = editor.candidateIndex == first + row
      canvas.write(
        editor.candidates[first + row].label, x: inner.x + 2, y: lineY + 1 + row,
        isTaken ? selected : style.muted, room: inner.width - 2, glyphs: style.glyphs)
    }
    if editor.candidates.count > shown {
      canvas.write(
        "\(editor.candidates.count) match", x: inner.x + 2, y: lineY + 1 + shown, style.muted,
        room: inner.width - 2)
    }
  }

  /// The line scrolled so that the cursor is seen, with the cursor reversed.
  private func drawLine(_ editor: LineEditor, x: Int, y: Int, room: Int, _ canvas: inout Canvas) {
    guard room > 1 else { return }
    var first = editor.cursor
    var columns = 1
    while first > 0 {
      let width = max(1, Canvas.columnCount(of: String(editor.characters[first - 1])))
      if columns + width > room { break }
      columns += width
      first -= 1
    }
    var column = x
    for index in first...editor.characters.count {
      let isEnd = index == editor.characters.count
      let text = isEnd ? " " : String(editor.characters[index])
      let width = max(1, Canvas.columnCount(of: text))
      guard column + width <= x + room else { break }
      let ink = index == editor.cursor ? cursor : style.text
      if isEnd { canvas.put(0x20, x: column, y: y, index == editor.cursor ? cursor : style.text) }
      if !isEnd { canvas.write(text, x: column, y: y, ink, room: width, glyphs: style.glyphs) }
      column += width
    }
  }

  private var cursor: Ink {
    style.isColored ? Ink(style.theme.onFill, on: style.theme.accent) : style.text.with(.reverse)
  }
}
