extension Dashboard {
  /// What is said of the present moment: words, ink, and whether it is a filled badge.
  func verdictWords(_ state: DashboardState, _ colors: [Color]) -> (text: String, ink: Ink) {
    let theme = style.theme
    if let recording = state.recording {
      return (" REC " + Figure.clock(recording.elapsed) + " ", style.badge(theme.alarm))
    }
    if state.isPaused { return (" paused ", style.badge(theme.caution)) }
    let (leader, _) = Ranking.leaders(of: state.probabilities)
    let hasLeader = leader < state.probabilities.count && leader < state.labels.count
    switch state.verdict {
    case .emotion where hasLeader:
      let share = Figure.percent(state.probabilities[leader])
      return (" " + state.labels[leader].uppercased() + " " + share + " ", style.badge(colors[leader]))
    case .emotion, .unsure:
      guard hasLeader else { return ("listening", style.ink(theme.good)) }
      let share = Figure.percent(state.probabilities[leader])
      return ("unsure: " + state.labels[leader] + "? " + share, style.ink(theme.caution))
    case .silence:
      if state.level.isTooQuiet { return (" too quiet ", style.badge(theme.caution)) }
      return state.isSpeech ? ("listening", style.ink(theme.good)) : ("silence", style.muted)
    }
  }

  func drawHeader(_ state: DashboardState, _ colors: [Color], _ area: Rect, _ canvas: inout Canvas) {
    let glyphs = style.glyphs
    var x = area.x + 1
    x += canvas.write("liveser", x: x, y: area.y, style.title)
    var right = area.right - 1
    let clock = Figure.clock(state.elapsed)
    right = canvas.write(clock, endingAt: right, y: area.y, style.muted) - 2
    let words = verdictWords(state, colors)
    right = canvas.write(
      words.text, endingAt: right, y: area.y, words.ink, room: max(0, right - x - 2), glyphs: glyphs)
    let room = right - x - 4
    guard room >= 8 else { return }
    let caution = style.ink(style.theme.caution)
    if !state.source.notice.isEmpty {
      let notice = Self.shortened(state.source.notice, room: room)
      canvas.write(notice, x: x + 2, y: area.y, caution, room: room, glyphs: glyphs)
    } else if let dominance = state.dominance {
      let words = dominanceWords(dominance, state.labels[dominance.labelIndex], room: room)
      canvas.write(words, x: x + 2, y: area.y, caution, room: room, glyphs: glyphs)
    } else if room >= 30 {
      canvas.write(
        "live speech emotion recognition", x: x + 2, y: area.y, style.muted, room: room, glyphs: glyphs)
    }
  }

  /// What stands before the colon, where there is no room for the whole.
  private static func shortened(_ notice: String, room: Int) -> String {
    guard Canvas.columnCount(of: notice) > room, let colon = notice.firstIndex(of: ":") else { return notice }
    return String(notice[..<colon])
  }

  /// What the user is told of a class that takes nearly every verdict, as long as there is room for.
  private func dominanceWords(_ dominance: Dominance, _ label: String, room: Int) -> String {
    let found = "\(label) \(dominance.count) times in \(Dominance.window)"
    let choices = [
      found + ": if that is wrong, check the level, or m for another model",
      found + ": check level or model (m)", found,
    ]
    return choices.first { Canvas.columnCount(of: $0) <= room } ?? found
  }

  /// The verdict at large, with what comes second.
  func drawVerdict(_ state: DashboardState, _ colors: [Color], _ area: Rect, _ canvas: inout Canvas) {
    let inner = drawBox("verdict", area, &canvas)
    let words = verdictWords(state, colors)
    canvas.fill(inner, Ink(style.theme.text, on: style.theme.background))
    let isFilled = words.ink.background != style.theme.background || words.ink.attributes.contains(.reverse)
    if isFilled {
      canvas.fill(Rect(x: inner.x + 1, y: inner.y, width: inner.width - 2, height: 2), words.ink)
    }
    let text = words.text.trimmedBlanks
    let columns = min(Canvas.columnCount(of: text), inner.width - 4)
    canvas.write(
      text, x: inner.x + (inner.width - columns) / 2, y: inner.y, words.ink.with(.bold), room: columns,
      glyphs: style.glyphs)
    drawSecondPlace(state, colors, words.ink, isFilled, inner, &canvas)
  }

  private func drawSecondPlace(
    _ state: DashboardState, _ colors: [Color], _ ink: Ink, _ isFilled: Bool, _ inner: Rect,
    _ canvas: inout Canvas
  ) {
    let (leader, second) = Ranking.leaders(of: state.probabilities)
    guard let second, second < state.labels.count, leader < state.labels.count, state.recording == nil,
      !state.isPaused
    else {
      let hint = hintOfSilence(state)
      let columns = min(Canvas.columnCount(of: hint), inner.width - 2)
      canvas.write(
        hint, x: inner.x + (inner.width - columns) / 2, y: inner.y + 2, style.muted, room: columns,
        glyphs: style.glyphs)
      return
    }
    let gap = state.probabilities[leader] - state.probabilities[second]
    let text = "then " + state.labels[second] + " " + Figure.percent(state.probabilities[second])
    let columns = min(Canvas.columnCount(of: text), inner.width - 4)
    canvas.write(
      text, x: inner.x + (inner.width - columns) / 2, y: inner.y + 1,
      isFilled ? Ink(ink.foreground, on: ink.background, ink.attributes.subtracting(.bold)) : style.muted,
      room: columns, glyphs: style.glyphs)
    let lead = "ahead by " + Figure.percent(gap)
    let length = min(Canvas.columnCount(of: lead), inner.width - 2)
    canvas.write(
      lead, x: inner.x + (inner.width - length) / 2, y: inner.y + 2, style.muted, room: length,
      glyphs: style.glyphs)
  }

  private func hintOfSilence(_ state: DashboardState) -> String {
    if state.recording != nil { return "space: stop and classify" }
    if state.isPaused { return "p: resume" }
    if state.level.isTooQuiet { return "move closer or raise the input level" }
    return state.isSpeech ? "" : "waiting for speech"
  }

  /// All that fits on the smallest screens.
  func drawVerdictAlone(_ state: DashboardState, _ colors: [Color], _ area: Rect, _ canvas: inout Canvas) {
    let words = verdictWords(state, colors)
    let text = area.width < 20 ? words.text.trimmedBlanks : words.text
    let columns = min(Canvas.columnCount(of: text), area.width)
    let y = area.y + (area.height - 1) / 2
    if columns <= 3, let initial = text.unicodeScalars.first {
      canvas.write(String(Character(initial)), x: area.x, y: y, words.ink, room: area.width)
    } else {
      canvas.write(
        text, x: area.x + (area.width - columns) / 2, y: y, words.ink, room: columns, glyphs: style.glyphs)
    }
    if area.height >= 4, area.width >= 8 {
      let width = min(area.width - 2, 24)
      drawMeter(state.level, x: area.x + (area.width - width) / 2, y: y + 2, width: width, &canvas)
    }
  }
}

extension String {
  /// This text without the blanks around it.
  var trimmedBlanks: String {
    var rest = self[...]
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}
