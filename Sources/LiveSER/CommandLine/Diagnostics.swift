import Glibc
import Synchronization

/// Where diagnostics go: standard error, one line each, with the progress bar kept out of their way.
final class Diagnostics: Sendable {
  /// The process's standard error.
  static let standard = Diagnostics()

  private let descriptor: CInt
  /// The progress line on the screen now; empty when there is none.
  private let progressLine = Mutex("")

  /// Writes to `descriptor`.
  init(descriptor: CInt = STDERR_FILENO) {
    self.descriptor = descriptor
  }

  /// Writes `liveser: text` as one line, control characters made visible; a gone reader is no matter.
  ///
  /// - Thread: any.
  func report(_ text: String) {
    progressLine.withLock { line in
      write(Self.erasing(line) + "\(Program.name): \(text.visible)\n" + line)
    }
  }

  /// Writes what a library said, as it is but for what a terminal would act upon.
  ///
  /// - Thread: any.
  func passOn(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).visible }
    let shown = lines.joined(separator: "\n")
    write(shown.hasSuffix("\n") ? shown : shown + "\n")
  }

  /// Columns of the terminal; nil where standard error is none.
  var terminalWidth: Int? {
    guard isatty(descriptor) == 1 else { return nil }
    var size = winsize()
    let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return isKnown ? Int(size.ws_col) : 80
  }

  /// Shows `text` in place of the progress line before it; empty takes it away.
  ///
  /// - Parameter text: printable ASCII, shorter than the terminal is wide.
  func showProgress(_ text: String) {
    progressLine.withLock { line in
      guard text != line else { return }
      if text.isEmpty {
        // A terminal that was given Ctrl-C has written ^C behind the line.
        let room = (terminalWidth ?? 80) - 1 - line.count
        write(Self.erasing(line + String(repeating: " ", count: max(0, min(2, room)))))
      } else {
        write("\r" + text + String(repeating: " ", count: max(0, line.count - text.count)))
      }
      line = text
    }
  }

  /// Lets `write` put lines on the same screen: the progress line goes before and comes back after.
  ///
  /// - Thread: any; progress and diagnostics of other threads wait.
  func makingRoom(_ write: () throws(OutputError) -> Void) throws(OutputError) {
    try progressLine.withLock { (line) throws(OutputError) in
      self.write(Self.erasing(line))
      defer { self.write(line) }
      try write()
    }
  }

  /// What takes `line` off the screen, on terminals without escape sequences too.
  private static func erasing(_ line: String) -> String {
    line.isEmpty ? "" : "\r" + String(repeating: " ", count: line.count) + "\r"
  }

  private func write(_ text: String) {
    var text = text
    _ = text.withUTF8 { bytes in Descriptor.write(bytes, to: descriptor) }
  }
}
