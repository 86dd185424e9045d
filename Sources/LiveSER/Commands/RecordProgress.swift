import Glibc

/// What somebody at a terminal sees and does while `record` runs: a line with time and level, and the Enter key.
///
/// - Thread: one.
final class RecordProgress {
  private let diagnostics: Diagnostics
  private var lastShown: ContinuousClock.Instant?
  private var isAnnounced = false
  private static let interval = Duration.milliseconds(100)

  init(diagnostics: Diagnostics) {
    self.diagnostics = diagnostics
  }

  /// Whether Enter was pressed since the last time. Input that is no terminal, or that is another program's just now,
  /// is left alone.
  var isEnterPressed: Bool {
    guard isatty(STDIN_FILENO) == 1, tcgetpgrp(STDIN_FILENO) == getpgrp() else { return false }
    var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    guard poll(&request, 1, 0) > 0, request.revents & Int16(POLLIN) != 0 else { return false }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(STDIN_FILENO, &bytes, bytes.count)
    return count > 0 && bytes[..<count].contains { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
  }

  /// Shows how far the recording is, where standard error is a terminal.
  func show(_ findings: RecordHandler.Findings, path: String, seconds: Double) {
    guard let width = diagnostics.terminalWidth, let stream = findings.stream else { return }
    if !isAnnounced {
      isAnnounced = true
      let end = isatty(STDIN_FILENO) == 1 ? "Enter" : "Ctrl-C"
      diagnostics.report(
        "recording \(stream.name), \(stream.format.sampleRate) Hz, to \(path); \(end) ends it")
    }
    if let lastShown, .now - lastShown < Self.interval { return }
    lastShown = .now
    let line = Self.line(seconds: seconds, level: findings.isAway ? nil : findings.level)
    diagnostics.showProgress(String(line.prefix(width - 1)))
  }

  /// Takes the line off the screen.
  func end() {
    // The whole line: a terminal shows a Ctrl-C behind what stands there.
    if let width = diagnostics.terminalWidth {
      diagnostics.showProgress(String(repeating: " ", count: width - 1))
    }
    diagnostics.showProgress("")
  }

  /// `0:05.2  [########............]  -23 dB`
  ///
  /// - Parameter level: nil while the device is away.
  static func line(seconds: Double, level: Float?) -> String {
    let tenths = Int(seconds * 10)
    let (minutes, rest) = tenths.quotientAndRemainder(dividingBy: 600)
    let clock = "\(minutes):\(rest < 100 ? "0" : "")\(rest / 10).\(rest % 10)".padded(from: 7)
    guard let level else { return "\(clock)  waiting for the device" }
    let width = 30
    let filled = level.isFinite ? max(0, min(width, Int(((level + 60) / 60 * Float(width)).rounded()))) : 0
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
    let figure = level.isFinite ? "\(Int(level.rounded())) dB" : "silence"
    return "\(clock)  [\(bar)]  \(figure)"
  }
}
