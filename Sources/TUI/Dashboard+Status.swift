extension Dashboard {
  func drawStatus(_ state: DashboardState, _ area: Rect, _ canvas: inout Canvas) {
    if area.height >= 2 {
      drawInput(state, x: area.x, y: area.y, right: area.right, &canvas)
      drawCost(state, x: area.x + 1, y: area.y + 1, right: area.right, &canvas)
    } else if area.width >= 150 {
      let middle = area.x + area.width * 52 / 100
      drawInput(state, x: area.x, y: area.y, right: middle, &canvas)
      drawCost(state, x: middle + 1, y: area.y, right: area.right, &canvas)
    } else {
      drawInput(state, x: area.x, y: area.y, right: area.right, &canvas)
    }
  }

  /// Source, rate, channels, level, speech.
  private func drawInput(_ state: DashboardState, x: Int, y: Int, right: Int, _ canvas: inout Canvas) {
    let source = state.source
    let speech = speechWords(state)
    let speechX = canvas.write(speech.text, endingAt: right - 1, y: y, speech.ink, glyphs: style.glyphs)
    canvas.put(
      state.isSpeech ? style.glyphs.filledDot : style.glyphs.hollowDot, x: speechX - 2, y: y,
      speech.ink.background == style.theme.background ? speech.ink : style.muted)
    let meterWidth = max(8, min(20, (right - x) / 6))
    let meterX = speechX - 4 - meterWidth - 8
    guard meterX > x else { return }
    drawMeter(state.level, x: meterX, y: y, width: meterWidth, &canvas)
    let level = state.level.isClipped ? " CLIP " : Figure.decibels(state.level.level)
    let levelInk =
      state.level.isClipped
      ? style.badge(style.theme.alarm)
      : state.level.isTooQuiet ? style.ink(style.theme.caution) : style.text
    canvas.write(level, endingAt: meterX + meterWidth + 8, y: y, levelInk)
    var rate = source.sampleRate > 0 ? Figure.kilohertz(source.sampleRate) : ""
    if source.channelCount > 0 {
      rate +=
        source.channelCount == 1
        ? " mono" : source.channelCount == 2 ? " stereo" : " \(source.channelCount) ch"
    }
    let kind =
      switch source.kind {
      case .microphone: "mic"
      case .file: "file"
      case .demo: "demo"
      }
    var column = x + 1
    let kindInk = style.ink(source.kind == .demo ? style.theme.caution : style.theme.accent)
    column += canvas.write(kind, x: column, y: y, kindInk, room: meterX - column) + 1
    // Where there is no room for both, the name says more than the rate.
    let rateRoom = Canvas.columnCount(of: rate)
    let room = meterX - column - 1
    let showsRate = rateRoom > 0 && room - rateRoom - 3 >= 4
    column += canvas.write(
      source.name, x: column, y: y, style.text, room: showsRate ? room - rateRoom - 3 : room,
      truncation: source.kind == .file ? .head : .tail, glyphs: style.glyphs)
    if showsRate {
      canvas.write(rate, x: column + 2, y: y, style.muted, room: rateRoom, glyphs: style.glyphs)
    }
  }

  private func speechWords(_ state: DashboardState) -> (text: String, ink: Ink) {
    if state.isPaused { return (" paused  ", style.badge(style.theme.caution)) }
    if state.level.isTooQuiet, !state.isSpeech { return ("too quiet", style.ink(style.theme.caution, .bold)) }
    return state.isSpeech ? ("speech   ", style.ink(style.theme.good, .bold)) : ("silence  ", style.muted)
  }

  /// Latency, frame rate, processor, losses, model.
  private func drawCost(_ state: DashboardState, x: Int, y: Int, right: Int, _ canvas: inout Canvas) {
    let figures = state.performance
    var column = x
    func item(_ name: String, _ value: String, _ width: Int, _ ink: Ink, _ canvas: inout Canvas) {
      let needed = name.utf8.count + 1 + max(width, value.utf8.count)
      guard column + needed <= right - 1 else { return }
      canvas.write(name, x: column, y: y, style.muted)
      canvas.write(value, x: column + name.utf8.count + 1, y: y, ink)
      column += needed + 2
    }
    let latency = figures.latencyMilliseconds.map { Figure.decimal($0, places: 0) + " ms" } ?? "-"
    item("latency", latency, 6, style.text, &canvas)
    item("fps", Figure.decimal(figures.framesPerSecond, places: 0), 2, style.text, &canvas)
    item("CPU", Figure.decimal(figures.processorPercent, places: 1) + "%", 5, style.text, &canvas)
    let hasLost = figures.overrunCount > 0 || figures.droppedSampleCount > 0
    let lossInk = hasLost ? style.ink(style.theme.alarm, .bold) : style.text
    item("overruns", String(figures.overrunCount), 1, lossInk, &canvas)
    if figures.droppedSampleCount > 0 {
      item("lost", String(figures.droppedSampleCount) + " samples", 1, lossInk, &canvas)
    }
    let room = right - 1 - column - 6
    if room >= 4 {
      canvas.write("model", x: column, y: y, style.muted)
      canvas.write(state.modelName, x: column + 6, y: y, style.text, room: room, glyphs: style.glyphs)
    }
  }

  /// A level from -60 to 0 dB with its recent peak; green, then yellow from -12, red from -3.
  func drawMeter(_ level: InputLevel, x: Int, y: Int, width: Int, _ canvas: inout Canvas) {
    guard width > 0 else { return }
    func share(_ value: Float) -> Float {
      value.isFinite ? max(0, min(1, (value + 60) / 60)) : value > 0 ? 1 : 0
    }
    let theme = style.theme
    let filled = share(level.level) * Float(width)
    let steps = style.glyphs.horizontalSteps
    let peakColumn = level.peak > -60 ? min(width - 1, Int(share(level.peak) * Float(width))) : -1
    let track = theme.background.mixed(with: theme.border, share: 0.45)
    let showsTrack = style.isColored && style.depth != .ansi && !style.glyphs.isASCII
    for column in 0..<width {
      let decibels = Float(column) / Float(width) * 60 - 60
      let color = decibels >= -3 ? theme.alarm : decibels >= -12 ? theme.caution : theme.good
      let part = max(0, min(1, filled - Float(column)))
      let step = Int((part * Float(steps.count - 1)).rounded())
      let ink = Ink(color, on: showsTrack ? track : theme.background)
      if column == peakColumn, Float(column) > filled {
        canvas.put(style.glyphs.peak, x: x + column, y: y, ink)
      } else if step == 0, !showsTrack {
        canvas.put(style.glyphs.middleDot, x: x + column, y: y, style.border)
      } else {
        canvas.put(steps[step], x: x + column, y: y, ink)
      }
    }
  }

  private static let hints: [(key: String, word: String)] = [
    ("space", "record"), ("o", "open"), ("?", "help"), ("q", "quit"), ("p", "pause"), ("d", "device"),
    ("m", "model"), ("t", "theme"), ("s", "save"), ("c", "clear"), ("+-", "frame rate"),
  ]

  /// The keys used most, or what the user is told just now.
  func drawHints(_ notice: Notice?, _ layout: DashboardLayout, _ canvas: inout Canvas) {
    if let notice {
      drawNotice(notice, bottom: layout.hints?.y ?? (canvas.height - 1), &canvas)
      return
    }
    guard let area = layout.hints else { return }
    var x = area.x + 1
    for (key, word) in Self.hints {
      guard x + key.utf8.count + word.utf8.count + 1 < area.right else { break }
      x += canvas.write(key, x: x, y: area.y, style.ink(style.theme.accent, .bold)) + 1
      x += canvas.write(word, x: x, y: area.y, style.muted) + 2
    }
  }

  /// A line for the user, on as many rows as it needs, three at most, that end at row `bottom`.
  private func drawNotice(_ notice: Notice, bottom: Int, _ canvas: inout Canvas) {
    let ink = notice.severity == .failure ? style.badge(style.theme.alarm) : style.badge(style.theme.accent)
    let room = canvas.width - 2
    let lines = Self.lines(of: notice.text, room: room, count: max(1, min(3, bottom / 3)))
    for (index, line) in lines.enumerated() {
      let y = bottom + 1 - lines.count + index
      canvas.fill(Rect(x: 0, y: y, width: canvas.width, height: 1), ink)
      canvas.write(line, x: 1, y: y, ink, room: room, glyphs: style.glyphs)
    }
  }

  /// `text` broken to lines of `room` columns, between words where there are blanks; the last of `count` lines holds the rest.
  private static func lines(of text: String, room: Int, count: Int) -> [String] {
    var lines: [String] = []
    var rest = text[...]
    while lines.count < count - 1, room > 0, Canvas.columnCount(of: String(rest), upTo: room + 1) > room {
      var end = rest.startIndex
      var columns = 0
      while end < rest.endIndex {
        columns += Canvas.columnCount(of: String(rest[end]))
        if columns > room { break }
        end = rest.index(after: end)
      }
      if end == rest.startIndex { break }
      // A path without blanks is cut where the line ends.
      let cut = rest[..<end].lastIndex(of: " ").map { rest.index(after: $0) } ?? end
      lines.append(String(rest[..<cut]))
      rest = rest[cut...]
    }
    return lines + [String(rest)]
  }
}
