import TUI
import Testing

@Suite("What the dashboard draws")
struct DashboardSnapshotTests {
  @Test(
    "every size draws its panels in Unicode and in ASCII",
    arguments: [(200, 60), (110, 34), (80, 24), (60, 20), (50, 30), (40, 12), (20, 5), (1, 1)])
  func sizes(width: Int, height: Int) {
    let state = ExampleState.speaking()
    Snapshot.expect(
      Snapshot.screen(state, width: width, height: height), named: "speaking-\(width)x\(height)")
    let ascii = Snapshot.screen(state, width: width, height: height, style: Style(glyphs: .ascii))
    Snapshot.expect(ascii, named: "speaking-\(width)x\(height)-ascii")
    #expect(ascii.unicodeScalars.allSatisfy { $0.isASCII })
  }

  @Test("the Linux console gets nothing but what its fonts have", arguments: [(110, 34), (80, 24), (40, 12)])
  func console(width: Int, height: Int) {
    let style = Style(glyphs: .console, depth: .ansi)
    let text = Snapshot.screen(ExampleState.speaking(), width: width, height: height, style: style)
    Snapshot.expect(text, named: "console-\(width)x\(height)")
    let known = Set("─│┌┐└┘┴▀▄█▌░▒▓·".unicodeScalars)
    #expect(text.unicodeScalars.allSatisfy { $0.isASCII || known.contains($0) })
  }

  @Test("a class that takes nearly every verdict for long is told, in the words there is room for")
  func dominance() {
    var state = ExampleState.silent()
    state.utterances = []
    func row(_ leader: Int, seconds: Double = 3) -> UtteranceRow {
      UtteranceRow(
        start: 0, end: seconds, speechSeconds: seconds, verdict: .emotion,
        probabilities: ExampleState.probabilities(leader: leader))
    }
    func told(_ width: Int = 110) -> Bool {
      Snapshot.screen(state, width: width, height: 34).prefix { $0 != "\n" }.contains("in 20")
    }
    for _ in 0..<19 { state.append(row(0)) }
    #expect(!told())
    state.append(row(3))
    #expect(told())
    Snapshot.expect(Snapshot.screen(state, width: 110, height: 34), named: "dominance-110x34")
    Snapshot.expect(Snapshot.screen(state, width: 80, height: 24), named: "dominance-80x24")
    // Another class twice, another model, hardly any speech: nothing is told.
    state.append(row(4))
    #expect(!told())
    for _ in 0..<20 { state.append(row(0)) }
    #expect(told())
    state.firstOfModel = state.utterances.count
    #expect(!told())
    state.clear()
    for _ in 0..<20 { state.append(row(0, seconds: 0.5)) }
    #expect(!told())
    for _ in 0..<20 { state.append(row(2)) }
    #expect(told())
    state.source.notice = "the microphone is gone"
    #expect(!told(), "what is wrong with the source comes first")
    for _ in 0..<3000 { state.append(row(2)) }
    #expect(state.utterances.count <= 2000)
  }

  @Test("a message that is too long for a row takes more, and loses nothing of what went wrong")
  func longMessage() {
    let path = "/home/someone/.local/share/liveser/recordings/" + String(repeating: "x", count: 60) + ".wav"
    var interaction = DashboardInteraction()
    interaction.showFailure(path + ": cannot be written: no space left on device; choose another file")
    let text = Snapshot.screen(ExampleState.silent(), interaction, width: 80, height: 24)
    Snapshot.expect(text, named: "long-failure-80x24")
    let rows = text.split(separator: "\n").suffix(3).map { $0.dropFirst() }
    // Blanks at the end of a row are not drawn.
    #expect(rows.joined() == path + ": cannot be written: no space left on device;choose another file")
    for (width, height) in [(20, 5), (3, 9), (1, 1), (40, 12)] {
      _ = Snapshot.screen(ExampleState.silent(), interaction, width: width, height: height)
    }
  }

  @Test("without colour, letters and ramps carry what colour would")
  func monochrome() {
    let state = ExampleState.speaking()
    Snapshot.expect(
      Snapshot.screen(state, width: 80, height: 24, style: Style(depth: .none)), named: "monochrome-80x24")
  }

  @Test(
    "speech, silence, unsure, too quiet, clipped, paused and recording look different",
    arguments: [
      "silence", "unsure", "too-quiet", "clipped", "paused", "recording", "overruns", "demo", "empty",
    ])
  func situations(_ name: String) {
    var state = ExampleState.silent()
    switch name {
    case "unsure":
      state.isSpeech = true
      state.verdict = .unsure
      state.probabilities = [0.2, 0.1, 0.1, 0.1, 0.22, 0.1, 0.08, 0.1]
    case "too-quiet": state.level.isTooQuiet = true
    case "clipped":
      state = ExampleState.speaking()
      state.level = InputLevel(level: -1, peak: 0, isClipped: true)
      state.waveform.append(low: -1, high: 1, isClipped: true)
    case "paused": state.isPaused = true
    case "recording": state.recording = RecordingProgress(elapsed: 12.3, limit: 30, level: -21)
    case "overruns":
      state.performance.overrunCount = 3
      state.performance.droppedSampleCount = 4410
    case "demo":
      state.source = SourceDescription(
        kind: .demo, name: "demo.flac", sampleRate: 44100, channelCount: 1,
        notice: "no microphone: playing the demo clip")
    case "empty": state = DashboardState()
    default: break
    }
    Snapshot.expect(Snapshot.screen(state, width: 80, height: 24), named: "\(name)-80x24")
    Snapshot.expect(Snapshot.screen(state, width: 110, height: 34), named: "\(name)-110x34")
    Snapshot.expect(Snapshot.screen(state, width: 30, height: 6), named: "\(name)-30x6")
  }

  @Test(
    "what lies over the panels is drawn at every size",
    arguments: [
      "help", "prompt", "candidates", "progress", "result", "recording-result", "chooser", "failure",
    ])
  func overlays(_ name: String) {
    var interaction = DashboardInteraction(completion: { text in
      ["one.wav", "other.flac", "third folder/"].map { Candidate(text: text + $0, label: $0) }
    })
    switch name {
    case "help": interaction.press("?")
    case "prompt": interaction.press("o", "~", "/", "a")
    case "candidates":
      interaction.press("o", "/")
      for _ in 0..<2 { _ = interaction.handle(.tab) }
    case "progress":
      interaction.showProgress(
        ProgressPanel(title: "classifying", detail: "interview.flac  12:31 of 48:02", fraction: 0.26))
    case "result": interaction.showResult(ExampleState.result(.file))
    case "recording-result": interaction.showResult(ExampleState.result(.recording))
    case "chooser":
      interaction.showChooser(
        Chooser(
          kind: .device,
          items: [
            Chooser.Item(name: "default", detail: "48 kHz stereo"),
            Chooser.Item(name: "hw:CARD=Yeti", detail: "Blue Yeti, 48 kHz stereo"),
          ], current: "hw:CARD=Yeti"))
    default: interaction.showFailure("cannot read clip.wav: the file has no samples")
    }
    for (width, height) in [(80, 24), (40, 12), (20, 5)] {
      Snapshot.expect(
        Snapshot.screen(ExampleState.silent(), interaction, width: width, height: height),
        named: "\(name)-\(width)x\(height)")
    }
  }

  @Test("names with control scalars, wide scalars and marks cannot disturb the screen")
  func sanitized() {
    var state = ExampleState.speaking()
    state.source.name = "\u{1B}[31mred\u{7}\n\u{202E}mic e\u{301} 麦克风"
    state.modelName = "模型\u{9B}2J"
    state.source.notice = "tab\there\u{200B}"
    let text = Snapshot.screen(state, width: 110, height: 34)
    Snapshot.expect(text, named: "sanitized-110x34")
    #expect(
      !text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || (0x7F..<0xA0).contains($0.value) })
  }
}

extension DashboardInteraction {
  mutating func press(_ scalars: Unicode.Scalar...) {
    for scalar in scalars { _ = handle(.character(scalar)) }
  }
}
