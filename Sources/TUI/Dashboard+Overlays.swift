/// How far an overlay is scrolled, and how far it can be.
struct OverlayExtent {
  var offset = 0
  var limit = 0
}

extension Dashboard {
  /// Draws what is open over the panels.
  func drawOverlay(_ interaction: DashboardInteraction, _ canvas: inout Canvas) -> OverlayExtent {
    switch interaction.overlay {
    case nil: break
    case .help: return drawHelp(interaction.overlayScroll, &canvas)
    case .openFile(let editor): drawPrompt(editor, &canvas)
    case .progress(let panel): drawProgress(panel, &canvas)
    case .result(let panel):
      return drawResult(
        panel, interaction.overlayScroll, followsSelection: interaction.followsSelection, &canvas)
    case .chooser(let chooser): drawChooser(chooser, &canvas)
    }
    return OverlayExtent()
  }

  /// A cleared frame in the middle; on screens too small for a frame, the whole of them.
  func openWindow(_ title: String, width: Int, height: Int, _ canvas: inout Canvas, trailing: [String] = [])
    -> (
      frame: Rect, inner: Rect
    )
  {
    let bounds = canvas.bounds
    guard bounds.width >= 16, bounds.height >= 5 else {
      canvas.fill(bounds, style.text)
      return (bounds, bounds)
    }
    let frame = bounds.centered(width: min(width, bounds.width), height: min(height, bounds.height))
    canvas.fill(frame, style.text)
    let inner = drawBox(title, frame, &canvas, border: style.ink(style.theme.accent), trailing: trailing)
    return (frame, Rect(x: inner.x + 1, y: inner.y, width: inner.width - 2, height: inner.height))
  }

  static let keyHelp: [(keys: String, does: String)] = [
    ("Space, r", "record and classify; again to stop (30 s at most)"),
    ("o", "open a file"),
    ("d", "choose the device"),
    ("m", "choose the model"),
    ("p", "pause and resume"),
    ("c", "clear what was heard"),
    ("s", "save the session (JSON Lines)"),
    ("t", "next theme"),
    ("+ -", "more or fewer frames a second"),
    ("Up Down", "scroll the utterances; Home, End, Page keys too"),
    ("?, h, F1", "this help"),
    ("Ctrl-L", "draw the screen anew"),
    ("Ctrl-Z", "suspend; fg returns"),
    ("q, Ctrl-C", "quit"),
    ("", ""),
    ("Prompt", "Tab completes, Up and Down recall, Esc cancels"),
    ("", "Ctrl-A E start and end, Ctrl-U K W delete"),
    ("Result", "Up Down mark an utterance, p plays it or stops"),
    ("Recording", "k keep, p play, x discard"),
  ]

  private func drawHelp(_ scroll: Int, _ canvas: inout Canvas) -> OverlayExtent {
    let width = min(canvas.width, 66)
    let lines = Self.helpLines(room: max(8, width - 15))
    let window = openWindow("keys", width: width, height: lines.count + 2, &canvas, trailing: ["Esc closes"])
    let inner = window.inner
    let limit = max(0, lines.count - inner.height)
    let offset = min(max(scroll, 0), limit)
    for row in 0..<min(inner.height, lines.count - offset) {
      let line = lines[offset + row]
      let keyInk = style.ink(style.theme.accent, .bold)
      canvas.write(line.keys, x: inner.x, y: inner.y + row, keyInk, room: min(10, inner.width))
      canvas.write(
        line.does, x: inner.x + 11, y: inner.y + row, style.text, room: inner.width - 11, glyphs: style.glyphs
      )
    }
    drawScrollThumb(offset: offset, shown: inner.height, total: lines.count, window.frame, &canvas)
    return OverlayExtent(offset: offset, limit: limit)
  }

  /// The list of keys, its explanations broken between words to fit `room` columns.
  private static func helpLines(room: Int) -> [(keys: String, does: String)] {
    keyHelp.flatMap { entry in
      var lines: [(keys: String, does: String)] = [(entry.keys, "")]
      for word in entry.does.split(separator: " ") {
        let last = lines[lines.count - 1].does
        if last.isEmpty {
          lines[lines.count - 1].does = String(word)
        } else if last.count + 1 + word.count <= room {
          lines[lines.count - 1].does = last + " " + word
        } else {
          lines.append(("", String(word)))
        }
      }
      return lines
    }
  }

  /// The chosen line of a list.
  var selected: Ink {
    style.isColored
      ? Ink(style.theme.text, on: style.theme.selection, .bold) : style.text.with([.bold, .reverse])
  }

  private func drawProgress(_ panel: ProgressPanel, _ canvas: inout Canvas) {
    let window = openWindow(panel.title, width: 60, height: 5, &canvas, trailing: ["Esc cancels"])
    let inner = window.inner
    let share = panel.fraction.map { Float($0) }
    let label = share.map(Figure.percent) ?? ""
    drawBar(
      share ?? 0, x: inner.x, y: inner.y + (inner.height >= 3 ? 1 : 0), width: inner.width - 5,
      style.theme.accent, &canvas)
    canvas.write(
      label, endingAt: inner.right, y: inner.y + (inner.height >= 3 ? 1 : 0), style.text)
    if inner.height >= 2 {
      canvas.write(
        panel.detail, x: inner.x, y: inner.y + (inner.height >= 3 ? 2 : 1), style.muted, room: inner.width,
        truncation: .head, glyphs: style.glyphs)
    }
  }

  /// The recording under way.
  func drawRecording(_ recording: RecordingProgress, _ canvas: inout Canvas) {
    let window = openWindow("recording", width: 50, height: 6, &canvas, trailing: ["Space stops"])
    let inner = window.inner
    let clock = "REC " + Figure.clock(recording.elapsed) + " / " + Figure.clock(recording.limit)
    canvas.put(style.glyphs.filledDot, x: inner.x, y: inner.y, style.ink(style.theme.alarm, .bold))
    canvas.write(
      clock, x: inner.x + 2, y: inner.y, style.ink(style.theme.alarm, .bold), room: inner.width - 2)
    let share = recording.limit > 0 ? Float(recording.elapsed / recording.limit) : 0
    if inner.height >= 2 {
      drawBar(share, x: inner.x, y: inner.y + 1, width: inner.width, style.theme.alarm, &canvas)
    }
    if inner.height >= 4 {
      let level = InputLevel(level: recording.level, peak: recording.level)
      drawMeter(level, x: inner.x, y: inner.y + 3, width: inner.width - 9, &canvas)
      canvas.write(Figure.decibels(recording.level), endingAt: inner.right, y: inner.y + 3, style.muted)
    }
  }
}
