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
    dashboard.pump(2)
    let monitor = try BurstMonitor()
    defer { monitor.end() }
    var delays: [Double] = []
    let count = settings.isQuick ? 3 : 12
    // The first is the warm-up; the odd milliseconds keep the bursts out of step with the frames.
    for index in 0...count {
      dashboard.pump(0.5 + Double(index) * 0.0077)
      guard rest(dashboard) else { break }
      if let delay = try delay(dashboard, monitor), index > 0 { delays.append(delay * 1000) }
    }
    Report.line("microphone to screen", Series(values: delays).text("ms"), "\(delays.count) bursts")
    if delays.count < count { Report.note("\(count - delays.count) bursts could not be timed") }
    if let own = ownFigure(dashboard) { Report.line("the dashboard's own latency figure", "\(own) ms") }
  }

  /// Waits until the waveform shows nothing but silence; whether it came to that.
  private func rest(_ dashboard: ScreenProgram) -> Bool {
    var finder = BrailleFinder()
    let deadline = ChildProcess.now() + 15
    while ChildProcess.now() < deadline {
      var isResting = true
      dashboard.terminal.pump(until: ChildProcess.now() + 0.3) { bytes in
        if finder.finds(in: bytes) { isResting = false }
        return isResting
      }
      if isResting { return true }
    }
    return false
  }

  /// Seconds between both clocks; nil where either did not show the burst.
  private func delay(_ dashboard: ScreenProgram, _ monitor: BurstMonitor) throws -> Double? {
    var finder = BrailleFinder()
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

/// Finds Braille cells in UTF-8: E2 and A0 to A3, and one byte more.
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
