import Foundation

/// From the microphone to the screen: bursts of noise are played into the silent microphone.
///
/// The clock starts when another program that records the same microphone has the burst's first sample, and stops when
/// the terminal gets the first Braille cell, of which the waveform is made and which silence does not change.
struct LatencyBenchmark {
  let settings: Settings

  func run() throws {
    let dashboard = try ScreenProgram(
      [settings.program, "--model", settings.model, "--fps", "30"], home: settings.file("home"))
    defer { dashboard.quit() }
    // Until the waveform of silence fills its panel: from then on it does not change.
    dashboard.pump(8)
    let monitor = try BurstMonitor()
    defer { monitor.end() }
    var delays: [Double] = []
    var lostCount = 0
    let count = settings.isQuick ? 6 : 20
    for index in 0...count {
      // Not in step with the frames.
      dashboard.pump(1.5 + Double(index) * 0.0037)
      guard let delay = try delay(dashboard, monitor) else {
        lostCount += 1
        continue
      }
      // The first is the warm-up.
      if index > 0 { delays.append(delay * 1000) }
      dashboard.pump(7)
    }
    Report.line("microphone to screen", Series(values: delays).text("ms"), "\(delays.count) bursts")
    if lostCount > 0 { Report.note("\(lostCount) bursts could not be timed") }
    if let own = ownFigure(dashboard) { Report.line("the dashboard's own latency figure", "\(own) ms") }
  }

  /// Seconds between both clocks; nil where either did not show the burst, or the screen did not rest before.
  private func delay(_ dashboard: ScreenProgram, _ monitor: BurstMonitor) throws -> Double? {
    var finder = BrailleFinder()
    var isResting = true
    dashboard.terminal.pump(until: ChildProcess.now() + 0.3) { bytes in
      if finder.finds(in: bytes) { isResting = false }
      return true
    }
    guard isResting else { return nil }
    monitor.listen()
    let player = try Sound.play(settings.file("burst.wav"))
    defer { _ = player.wait() }
    var shown: Double?
    dashboard.terminal.pump(until: ChildProcess.now() + 3) { bytes in
      if finder.finds(in: bytes) { shown = ChildProcess.now() }
      return shown == nil
    }
    guard let shown, let heard = monitor.heard(within: 1) else { return nil }
    return shown - heard
  }

  /// What the status line says after a redraw.
  private func ownFigure(_ dashboard: ScreenProgram) -> String? {
    dashboard.terminal.keepsText = true
    dashboard.terminal.type([0x0C])
    dashboard.pump(1)
    let text = String(decoding: dashboard.terminal.text, as: UTF8.self)
      .replacing(#/\u{1B}\[[0-9;?]*[A-Za-z]/#, with: "")
    return text.firstMatch(of: #/latency *([0-9]+) ms/#).map { String($0.1) }
  }
}

/// Finds Braille cells other than blank ones in UTF-8: E2 A0 to E2 A3, and one byte more.
struct BrailleFinder {
  private var last: UInt8 = 0

  mutating func finds(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var isFound = false
    for byte in bytes {
      if last == 0xE2, (0xA0...0xA3).contains(byte) { isFound = true }
      last = byte
    }
    return isFound
  }
}
