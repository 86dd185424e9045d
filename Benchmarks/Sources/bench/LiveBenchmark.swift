import Foundation

/// The dashboard on the virtual microphone: processor, bytes, latency; cava beside it.
struct LiveBenchmark {
  let settings: Settings
  private var stretchCount: Int { settings.isQuick ? 3 : 6 }
  private var stretchSeconds: Double { settings.isQuick ? 1.5 : 5 }

  func run() throws {
    Report.heading("2. live: the dashboard at 30 frames a second on a terminal of 110 x 34, in true colour")
    let dashboard = try ScreenProgram(
      [settings.program, "--model", settings.model, "--fps", "30"], home: settings.file("home"))
    // The first seconds hold the start of the program, and of the speech gate.
    dashboard.pump(settings.isQuick ? 3 : 6)
    measure(dashboard, "in silence (zeros)", Bar(most: 1.5, unit: "%"))
    try measure(dashboard, "in a quiet room (noise at -60 dBFS)", nil, playing: "room.wav")
    try measure(dashboard, "while speech plays", Bar(most: 4, unit: "%"), playing: "minutes-48000.wav")
    dashboard.quit()
    try LatencyBenchmark(settings: settings).run()
    try runCava()
  }

  private func measure(_ program: ScreenProgram, _ what: String, _ bar: Bar?) {
    let figures = program.measure(stretchCount: stretchCount, seconds: stretchSeconds)
    Report.line("CPU \(what)", figures.processor.text("%"), bar?.text(figures.processor) ?? "")
    Report.line("written to the terminal", figures.bytes.text("bytes/s"))
  }

  private func measure(_ program: ScreenProgram, _ what: String, _ bar: Bar?, playing file: String) throws {
    let sound = try Sound.play(settings.file(file), isLooped: true)
    defer { sound.end() }
    program.pump(2)
    measure(program, what, bar)
  }

  /// What another program that draws sound takes on the same microphone.
  private func runCava() throws {
    guard try ChildProcess.run(["bash", "-c", "command -v cava"]).use.status == 0 else {
      Report.note("cava is not installed: no comparison with it (apt-get install cava)")
      return
    }
    let configuration = """
      [general]
      framerate = 30
      [input]
      method = pulse
      source = \(Sound.monitor)
      [output]
      method = noncurses
      """
    try Data(configuration.utf8).write(to: settings.folder.appendingPathComponent("cava"))
    let cava = try ScreenProgram(["cava", "-p", settings.file("cava")], home: settings.file("home"))
    cava.pump(3)
    measure(cava, "of cava, 30 frames a second, in silence", nil)
    try measure(cava, "of cava while speech plays", nil, playing: "minutes-48000.wav")
    cava.quit()
  }
}
