import Testing

@testable import TUI

@Suite("Keys")
struct InteractionTests {
  @Test(
    "each key asks for what the help says",
    arguments: [
      (.character(" "), .toggleRecording), (.character("r"), .toggleRecording),
      (.character("d"), .listDevices),
      (.character("m"), .listModels), (.character("p"), .togglePause), (.character("c"), .clear),
      (.character("s"), .saveSession), (.character("t"), .nextTheme), (.character("+"), .faster),
      (.character("-"), .slower), (.character("q"), .quit), (.control("c"), .quit), (.control("l"), .redraw),
      (.control("z"), .suspend),
    ] as [(Key, DashboardAction)])
  func keys(key: Key, action: DashboardAction) {
    var interaction = DashboardInteraction()
    #expect(interaction.handle(key) == action)
    #expect(interaction.overlay == nil)
  }

  @Test(
    "help opens with ?, h and F1 and closes again",
    arguments: [Key.character("?"), .character("h"), .function(1)])
  func help(_ key: Key) {
    var interaction = DashboardInteraction()
    #expect(interaction.handle(key) == nil)
    guard case .help = interaction.overlay else {
      Issue.record("help is not open")
      return
    }
    #expect(interaction.handle(.character("p")) == nil, "keys of the panels do nothing under the help")
    #expect(interaction.handle(.escape) == nil)
    #expect(interaction.overlay == nil)
  }

  @Test("quit, redraw and suspend work under every overlay")
  func everywhere() {
    var interaction = DashboardInteraction()
    interaction.press("o")
    #expect(interaction.handle(.control("l")) == .redraw)
    #expect(interaction.handle(.control("z")) == .suspend)
    #expect(interaction.handle(.control("c")) == .quit)
  }

  @Test("the prompt hands over the path and remembers it once")
  func openFile() {
    var interaction = DashboardInteraction(history: ["a.wav", "b.wav"])
    interaction.press("o", "a", ".", "w", "a", "v")
    #expect(interaction.handle(.enter) == .openFile(path: "a.wav"))
    #expect(interaction.history == ["b.wav", "a.wav"])
    #expect(interaction.overlay == nil)
    interaction.press("o")
    _ = interaction.handle(.up)
    _ = interaction.handle(.up)
    #expect(interaction.handle(.enter) == .openFile(path: "b.wav"))
  }

  @Test("an empty prompt and Escape ask for nothing")
  func emptyPrompt() {
    var interaction = DashboardInteraction()
    interaction.press("o", " ")
    #expect(interaction.handle(.enter) == nil)
    interaction.press("o", "x")
    #expect(interaction.handle(.escape) == nil)
    #expect(interaction.overlay == nil && interaction.history.isEmpty)
  }

  @Test("letters typed into the prompt are text, not commands")
  func promptTakesLetters() {
    var interaction = DashboardInteraction()
    interaction.press("o", "q", "t", " ", "?")
    #expect(interaction.handle(.enter) == .openFile(path: "qt ?"))
  }

  @Test("a paste ends a completion, whose next candidate would overwrite it")
  func pasteAfterCompletion() {
    var interaction = DashboardInteraction(completion: { text in
      ["\(text)a", "\(text)b"].map { Candidate(text: $0, label: $0) }
    })
    interaction.showPrompt(text: "/m/")
    for key: Key in [.tab, .tab, .paste("'song.wav'\nrest")] { _ = interaction.handle(key) }
    guard case .openFile(let editor) = interaction.overlay else {
      Issue.record("the prompt is closed")
      return
    }
    #expect(editor.candidates.isEmpty && editor.candidateIndex == nil)
    #expect(editor.text.hasSuffix("song.wav"))
  }

  @Test(
    "a pasted or dropped path loses quotes, backslashes, scheme and line end",
    arguments: [
      ("/a/b.wav\n", "/a/b.wav"), ("'/a/b c.wav'", "/a/b c.wav"), ("/a/b\\ c.wav ", "/a/b c.wav"),
      ("file:///a/b%20c.wav\r\n", "/a/b c.wav"), ("one.wav\ntwo.wav", "one.wav"), ("", ""), ("%", "%"),
      ("file://%", "%"),
    ])
  func paste(text: String, path: String) {
    #expect(PastedPath.path(from: text) == path)
  }

  @Test("a recording's result is kept, replayed or discarded")
  func recordingResult() {
    var interaction = DashboardInteraction()
    interaction.showResult(ExampleState.result(.recording))
    #expect(interaction.handle(.character("p")) == .replay(segment: nil))
    #expect(interaction.handle(.enter) == .replay(segment: nil))
    #expect(interaction.overlay != nil, "replaying leaves the panel open")
    _ = interaction.handle(.down)
    #expect(interaction.handle(.character("p")) == .replay(segment: 0))
    _ = interaction.handle(.down)
    _ = interaction.handle(.down)
    #expect(interaction.handle(.character("p")) == .replay(segment: 1))
    for _ in 0..<3 { _ = interaction.handle(.up) }
    #expect(interaction.handle(.character("p")) == .replay(segment: nil))
    #expect(interaction.handle(.character("k")) == .keepRecording)
    #expect(interaction.overlay == nil)
    // Esc, which the first byte of an arrow key may be taken for, deletes nothing.
    interaction.showResult(ExampleState.result(.recording))
    #expect(interaction.handle(.escape) == nil)
    #expect(interaction.overlay != nil && interaction.notice?.text.contains("x discards") == true)
    #expect(interaction.handle(.character("x")) == .discard)
    #expect(interaction.overlay == nil)
  }

  @Test("of a file's result one utterance is marked at a time, in sight, and played")
  func playingFromFile() {
    var interaction = DashboardInteraction()
    var panel = ExampleState.result(.file)
    let first = panel.segments[0]
    panel = ResultPanel(
      kind: .file, title: panel.title, duration: 600, verdict: .emotion, labels: panel.labels,
      probabilities: panel.probabilities, speechSeconds: 300, segments: Array(repeating: first, count: 40),
      timeline: panel.timeline)
    interaction.showResult(panel)
    #expect(interaction.handle(.character("p")) == .replay(segment: 0))
    var canvas = Canvas(width: 80, height: 24)
    for index in 0..<40 {
      #expect(interaction.handle(.character("p")) == .replay(segment: index))
      Dashboard().draw(ExampleState.silent(), &interaction, into: &canvas)
      if index > 0 {
        #expect(canvas.text.split(separator: "\n").filter { $0.contains("▶00:00") }.count == 1, "\(index)")
      }
      _ = interaction.handle(.down)
    }
    #expect(interaction.overlayScroll > 0)
    _ = interaction.handle(.home)
    Dashboard().draw(ExampleState.silent(), &interaction, into: &canvas)
    #expect(interaction.overlayScroll == 0, "Home shows the verdict again")
    interaction.showResult(
      ResultPanel(
        kind: .file, title: "", duration: 1, verdict: .silence, labels: panel.labels, probabilities: [],
        speechSeconds: 0, segments: [], timeline: []))
    #expect(interaction.handle(.character("p")) == .replay(segment: nil))
    _ = interaction.handle(.down)
    #expect(interaction.handle(.character("p")) == .replay(segment: nil))
  }

  @Test("a file's result only closes; nothing is discarded")
  func fileResult() {
    for key in [Key.escape, .enter, .character("q"), .character("x")] {
      var interaction = DashboardInteraction()
      interaction.showResult(ExampleState.result(.file))
      #expect(interaction.handle(key) == nil)
      #expect(interaction.overlay == nil)
    }
  }

  @Test("progress is cancelled by Escape, and its result takes its place")
  func progress() {
    var interaction = DashboardInteraction()
    interaction.showProgress(ProgressPanel(title: "classifying", fraction: 0.1))
    #expect(interaction.handle(.character("t")) == nil)
    #expect(interaction.handle(.escape) == .cancelWork)
    #expect(interaction.overlay == nil)
    interaction.showProgress(ProgressPanel(title: "classifying", fraction: 0.5))
    interaction.showResult(ExampleState.result(.file))
    guard case .result = interaction.overlay else {
      Issue.record("the result is not shown")
      return
    }
    interaction.showProgress(ProgressPanel(title: "late", fraction: 1))
    guard case .result = interaction.overlay else {
      Issue.record("late progress must not cover the result")
      return
    }
  }

  @Test("a result waits until what is typed into is closed, so that no key meant for that decides about it")
  func waitingResult() {
    for key in [Key.escape, .enter] {
      var interaction = DashboardInteraction(completion: { _ in [] })
      interaction.showPrompt(text: "/a")
      interaction.showResult(ExampleState.result(.recording))
      #expect(interaction.notice != nil && interaction.hasResult && !interaction.showsResult)
      for letter in "xk" { #expect(interaction.handle(.character(letter.unicodeScalars.first!)) == nil) }
      guard case .openFile(let editor) = interaction.overlay else {
        Issue.record("the prompt is gone")
        return
      }
      #expect(editor.text == "/axk")
      #expect(interaction.handle(key) == (key == .enter ? .openFile(path: "/axk") : nil))
      #expect(interaction.showsResult, "the result follows the prompt")
      #expect(interaction.handle(.character("k")) == .keepRecording)
      #expect(interaction.overlay == nil && !interaction.hasResult)
    }
    var interaction = DashboardInteraction()
    _ = interaction.handle(.character("?"))
    interaction.showResult(ExampleState.result(.file))
    #expect(interaction.handle(.character("x")) == nil && !interaction.showsResult)
    #expect(interaction.handle(.escape) == nil && interaction.showsResult)
  }

  @Test(
    "a chooser begins at the line in use, moves within its ends, and hands over what tells the line from others"
  )
  func chooser() {
    var interaction = DashboardInteraction()
    let items = ["a", "b", "c"].map { Chooser.Item(name: $0) }
    interaction.showChooser(Chooser(kind: .device, items: items, current: "b"))
    _ = interaction.handle(.down)
    _ = interaction.handle(.down)
    #expect(interaction.handle(.enter) == .chooseDevice(name: "c"))
    interaction.showChooser(Chooser(kind: .model, items: items, current: "b"))
    _ = interaction.handle(.pageUp)
    #expect(interaction.handle(.enter) == .chooseModel(path: "a"))
    let namesakes = ["/x/a", "/y/a"].map { Chooser.Item(name: "a", identifier: $0) }
    interaction.showChooser(Chooser(kind: .model, items: namesakes, current: "/y/a"))
    #expect(interaction.handle(.enter) == .chooseModel(path: "/y/a"))
    interaction.showChooser(Chooser(kind: .model, items: []))
    #expect(interaction.handle(.enter) == nil)
    #expect(interaction.overlay == nil)
  }

  @Test("a message goes with the next key, an error closes the progress")
  func notices() {
    var interaction = DashboardInteraction()
    interaction.showProgress(ProgressPanel(title: "classifying"))
    interaction.showFailure("cannot read x.wav")
    #expect(interaction.overlay == nil)
    #expect(interaction.notice == Notice("cannot read x.wav", .failure))
    _ = interaction.handle(.character("t"))
    #expect(interaction.notice == nil)
  }
}
