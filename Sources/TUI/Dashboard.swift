/// Draws a `DashboardState` and what the keys have opened into a canvas.
public struct Dashboard: Sendable {
  /// Theme, glyphs and colour depth.
  public var style: Style

  /// A dashboard of a style.
  public init(style: Style = Style()) {
    self.style = style
  }

  /// Draws one frame; every cell is set.
  ///
  /// - Parameter interaction: its scrolling is brought within what there is to show.
  /// - Thread: any; it touches nothing but its arguments.
  public func draw(
    _ state: DashboardState, _ interaction: inout DashboardInteraction, into canvas: inout Canvas
  ) {
    canvas.fill(canvas.bounds, style.text)
    let layout = DashboardLayout(
      width: canvas.width, height: canvas.height, labelCount: max(state.labels.count, 1))
    let colors = labelColors(state.labels)
    var utteranceScrollLimit = 0
    if let area = layout.verdictAlone { drawVerdictAlone(state, colors, area, &canvas) }
    if let area = layout.header { drawHeader(state, colors, area, &canvas) }
    if let area = layout.waveform { drawWaveform(state, area, &canvas) }
    if let area = layout.spectrogram { drawSpectrogram(state, area, &canvas) }
    if let area = layout.verdict { drawVerdict(state, colors, area, &canvas) }
    if let area = layout.probabilities { drawProbabilities(state, colors, area, &canvas) }
    if let area = layout.timeline { drawTimeline(state, colors, area, &canvas) }
    if let area = layout.utterances {
      utteranceScrollLimit = drawUtterances(state, colors, interaction.utteranceScroll, area, &canvas)
    }
    if let area = layout.status { drawStatus(state, area, &canvas) }
    drawHints(interaction.notice, layout, &canvas)
    if let recording = state.recording { drawRecording(recording, &canvas) }
    let overlay = drawOverlay(interaction, &canvas)
    interaction.limitScroll(utterances: utteranceScrollLimit, overlay: overlay)
  }

  func labelColors(_ labels: [String]) -> [Color] {
    labels.enumerated().map { style.theme.color(ofLabel: $1, index: $0) }
  }

  /// A frame with a title in its upper edge, and behind it the first of `trailing` that there is room for; gives the area
  /// within.
  @discardableResult
  func drawBox(
    _ title: String, _ area: Rect, _ canvas: inout Canvas, border: Ink? = nil, trailing: [String] = []
  ) -> Rect {
    let glyphs = style.glyphs
    let ink = border ?? style.border
    guard area.width >= 2, area.height >= 2 else { return area }
    for x in area.x + 1..<max(area.x + 1, area.right - 1) {
      canvas.put(glyphs.horizontal, x: x, y: area.y, ink)
      canvas.put(glyphs.horizontal, x: x, y: area.bottom - 1, ink)
    }
    for y in area.y + 1..<max(area.y + 1, area.bottom - 1) {
      canvas.put(glyphs.vertical, x: area.x, y: y, ink)
      canvas.put(glyphs.vertical, x: area.right - 1, y: y, ink)
    }
    canvas.put(glyphs.topLeft, x: area.x, y: area.y, ink)
    canvas.put(glyphs.topRight, x: area.right - 1, y: area.y, ink)
    canvas.put(glyphs.bottomLeft, x: area.x, y: area.bottom - 1, ink)
    canvas.put(glyphs.bottomRight, x: area.right - 1, y: area.bottom - 1, ink)
    let room = area.width - 6
    guard room > 2 else { return area.inner }
    var used = 0
    if !title.isEmpty {
      canvas.put(0x20, x: area.x + 2, y: area.y, ink)
      used = canvas.write(title, x: area.x + 3, y: area.y, style.title, room: room, glyphs: glyphs)
      canvas.put(0x20, x: area.x + 3 + used, y: area.y, ink)
    }
    if let trailing = trailing.first(where: { used + Canvas.columnCount(of: $0) + 3 <= room }),
      !trailing.isEmpty
    {
      let length = Canvas.columnCount(of: trailing)
      let x = area.right - 3 - length
      canvas.put(0x20, x: x - 1, y: area.y, ink)
      canvas.write(trailing, x: x, y: area.y, style.muted, glyphs: glyphs)
      canvas.put(0x20, x: x + length, y: area.y, ink)
    }
    return area.inner
  }

  /// A bar filled from the left to `share`; dots show how far it could reach.
  func drawBar(_ share: Float, x: Int, y: Int, width: Int, _ color: Color, _ canvas: inout Canvas) {
    guard width > 0 else { return }
    let steps = style.glyphs.horizontalSteps
    let perCell = steps.count - 1
    let limited = share.isFinite ? max(0, min(1, share)) : 0
    var filled = Int((limited * Float(width * perCell)).rounded())
    // Something is never drawn as nothing.
    if limited >= 0.005, filled == 0 { filled = 1 }
    let ink = style.ink(color)
    for column in 0..<width {
      let part = max(0, min(perCell, filled - column * perCell))
      if part == 0 {
        canvas.put(style.glyphs.middleDot, x: x + column, y: y, style.border)
      } else {
        canvas.put(steps[part], x: x + column, y: y, ink)
      }
    }
  }
}
