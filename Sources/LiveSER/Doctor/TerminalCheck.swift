import Glibc

/// Whether the dashboard can be drawn on the terminal.
struct TerminalCheck {
  /// `TERM`.
  var type = Self.variable("TERM")
  /// Columns and rows; nil where standard output or input is no terminal.
  var size = Self.terminalSize()

  /// What comes of it.
  var checkup: Checkup {
    guard let size else {
      return .skipped(
        .terminal, "there is no terminal here; the dashboard needs one, 'liveser listen' does not")
    }
    let remedy = "export TERM=xterm-256color, or what the terminal's manual says"
    if type.isEmpty { return .failed(.terminal, "TERM is not set", remedy: remedy) }
    if type == "dumb" {
      return .failed(.terminal, "TERM is dumb: there is no cursor to place", remedy: remedy)
    }
    if !Self.hasEntry(type) {
      return .failed(
        .terminal, "there is no entry for '\(type)' (TERM)", remedy: "\(remedy); or install ncurses-term")
    }
    let colors = Self.variable("NO_COLOR").isEmpty ? Self.variable("COLORTERM") : "no colours (NO_COLOR)"
    let text = ["\(size.columns)x\(size.rows)", type, colors].filter { !$0.isEmpty }.joined(separator: ", ")
    if size.columns < 80 || size.rows < 24 {
      let shown = size.columns < 40 || size.rows < 10 ? "the verdict alone" : "some of its panels"
      return .warning(
        .terminal, "\(text): the dashboard shows \(shown)", remedy: "make it at least 80 columns and 24 rows")
    }
    return .ok(.terminal, text)
  }

  private static func variable(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }

  private static func terminalSize() -> (columns: Int, rows: Int)? {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { return nil }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return (80, 24)
    }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Whether one of the places that ncurses looks in has an entry for a terminal.
  private static func hasEntry(_ type: String) -> Bool {
    guard let first = type.utf8.first, !type.contains("/") else { return false }
    let home = variable("HOME")
    let listed = variable("TERMINFO_DIRS").split(separator: ":").map(String.init)
    let places =
      [variable("TERMINFO"), home.isEmpty ? "" : "\(home)/.terminfo"] + listed
      + ["/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo", "/usr/lib/terminfo"]
    let folders = [String(UnicodeScalar(first)), String(first, radix: 16)]
    return places.contains { place in
      !place.isEmpty && folders.contains { access("\(place)/\($0)/\(type)", R_OK) == 0 }
    }
  }
}
