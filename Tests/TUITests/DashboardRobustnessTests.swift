import TUI
import Testing

@Suite("Dashboards of any size and content")
struct DashboardRobustnessTests {
  @Test("every size from 1x1 to 100x40 is drawn, with every overlay")
  func everySize() {
    let state = ExampleState.speaking()
    var recording = state
    recording.recording = RecordingProgress(elapsed: 40, limit: 30, level: .nan)
    var overlays = [DashboardInteraction()]
    for key: Unicode.Scalar in ["?", "o"] {
      var interaction = DashboardInteraction()
      interaction.press(key)
      overlays.append(interaction)
    }
    var result = DashboardInteraction()
    result.showResult(ExampleState.result(.recording))
    var chooser = DashboardInteraction()
    chooser.showChooser(Chooser(kind: .model, items: []))
    overlays += [result, chooser]
    var canvas = Canvas(width: 1, height: 1)
    for width in stride(from: 1, through: 100, by: 3) {
      for height in stride(from: 1, through: 40, by: 3) {
        canvas.resize(width: width, height: height)
        for overlay in overlays {
          var interaction = overlay
          Dashboard().draw(state, &interaction, into: &canvas)
          Dashboard(style: Style(glyphs: .ascii, depth: .none)).draw(recording, &interaction, into: &canvas)
        }
        #expect(canvas.width == width && canvas.height == height)
      }
    }
  }

  @Test("figures that are not finite and vectors that do not fit are drawn without a trap or 'nan'")
  func badFigures() {
    var state = ExampleState.speaking()
    state.probabilities = [.nan, .infinity, -.infinity, 2, -1]
    state.level = InputLevel(level: .nan, peak: .infinity)
    state.performance.latencyMilliseconds = .nan
    state.performance.processorPercent = .infinity
    state.elapsed = -.infinity
    state.timeline.append([.nan, .nan])
    state.waveform.append(low: .nan, high: .infinity, isClipped: true)
    state.spectrogram.append([.nan, .infinity, -.infinity], range: 0...0)
    state.utterances.append(
      UtteranceRow(start: .nan, end: .infinity, speechSeconds: .nan, verdict: .emotion, probabilities: [.nan])
    )
    for (width, height) in [(110, 34), (80, 24), (30, 8)] {
      let text = Snapshot.screen(state, width: width, height: height)
      #expect(!text.contains("nan") && !text.contains("NaN"))
    }
  }

  @Test("models of one class and of forty classes are drawn", arguments: [0, 1, 2, 40])
  func labelCounts(count: Int) {
    var state = ExampleState.speaking()
    state.labels = (0..<count).map { "class\($0)" }
    state.probabilities = (0..<count).map { $0 == count - 1 ? 0.9 : 0.1 / Float(count) }
    for (width, height) in [(200, 60), (80, 24), (60, 20), (40, 12), (10, 3)] {
      let text = Snapshot.screen(state, width: width, height: height)
      // The leading class is never among those that a short panel leaves out.
      if count > 1, width >= 40 { #expect(text.contains("▶ class\(count - 1)")) }
    }
  }

  @Test("scrolling stays within what there is")
  func scrolling() {
    var interaction = DashboardInteraction()
    var canvas = Canvas(width: 80, height: 24)
    let state = ExampleState.silent()
    _ = interaction.handle(.end)
    Dashboard().draw(state, &interaction, into: &canvas)
    #expect(canvas.text.contains("00:00 3.5s"))
    let end = interaction.utteranceScroll
    #expect(end > 0 && end < 12)
    _ = interaction.handle(.down)
    Dashboard().draw(state, &interaction, into: &canvas)
    #expect(interaction.utteranceScroll == end)
    _ = interaction.handle(.home)
    Dashboard().draw(state, &interaction, into: &canvas)
    #expect(canvas.text.contains("01:06 3.5s"))
  }

  @Test("the past of the timeline keeps its shape as time goes on")
  func steadyTimeline() {
    var state = ExampleState.silent()
    func timeline(_ state: DashboardState) -> [String] {
      Snapshot.screen(state, width: 80, height: 24, style: Style(depth: .none))
        .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
    let row = timeline(state).firstIndex { $0.contains("last minute") }.map { $0 + 2 } ?? 0
    let before = Array(timeline(state)[row])
    // 46 columns for 60 s: within three slots the picture moves by one column at least, and never changes otherwise.
    for _ in 0..<3 { state.timeline.append(nil) }
    let after = Array(timeline(state)[row])
    let shifts = (1...2).filter { shift in (1..<40).allSatisfy { after[$0] == before[$0 + shift] } }
    #expect(!shifts.isEmpty)
  }
}
