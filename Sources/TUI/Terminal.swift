import CNcurses
import Glibc

/// Owns the terminal through ncurses: the only place that calls it.
///
/// Thread: made, used and restored on one thread; one at a time in the process.
public final class Terminal {
  /// What the terminal shows, before a theme is chosen.
  public let depth: ColorDepth
  /// Unicode or ASCII.
  public let glyphs: Glyphs
  /// Columns.
  public internal(set) var width = 80
  /// Rows.
  public internal(set) var height = 24

  let screen: OpaquePointer
  var pairs: ColorPairs
  /// What the screen shows now.
  var shown: Canvas
  /// Cells of one row on their way to ncurses.
  var run: UnsafeMutableBufferPointer<cchar_t>
  var isUp = true
  /// Whether the next frame rewrites every cell.
  var needsRepaint = true
  let bracketsPastes: Bool
  /// Until when what comes belongs to a paste whose end mark has not come; nil outside of one.
  var pasteDeadline: ContinuousClock.Instant?
  /// Scalars of that paste so far.
  var pastedCount = 0

  /// Takes the screen.
  ///
  /// - Errors: `noTerminal`; nothing has been changed then.
  public init(settings: TerminalSettings) throws(TUIError) {
    guard isatty(STDIN_FILENO) == 1 else { throw .noTerminal(.inputIsNotTerminal) }
    guard isatty(STDOUT_FILENO) == 1 else { throw .noTerminal(.outputIsNotTerminal) }
    guard !settings.type.isEmpty else { throw .noTerminal(.typeNotSet) }
    var before = termios()
    tcgetattr(STDIN_FILENO, &before)
    TerminalGuard.install()
    // Long enough for the bytes of an arrow key to come over a slow line.
    set_escdelay(100)
    guard let screen = Terminal.open(settings) else {
      TerminalGuard.disarm()
      throw .noTerminal(.unknownType(name: settings.type))
    }
    self.screen = screen
    guard let move = liveser_capability("cup"), move.pointee != 0 else {
      endwin()
      delscreen(screen)
      TerminalGuard.disarm()
      throw .noTerminal(.cannotMoveCursor(name: settings.type))
    }
    let leave = Terminal.text("rmcup")
    bracketsPastes = leave.contains("[?1049") || leave.contains("[?47")
    TerminalGuard.arm(bytes: Terminal.restoringBytes(bracketsPastes: bracketsPastes), termios: before)

    glyphs = settings.glyphs
    var colorCount = 0
    if !settings.forbidsColor, has_colors() {
      start_color()
      use_default_colors()
      // Pair 0 serves as white on black where no pair can be spared: the terminal's own colours may be others.
      if ColorPairs.sparesNone(capacity: Int(liveser_pair_count())) { assume_default_colors(7, 0) }
      colorCount = Int(liveser_color_count())
    }
    depth = settings.depth(colorCount: colorCount, isDirect: colorCount > 256)
    pairs = ColorPairs(depth: depth, colorCount: colorCount, capacity: Int(liveser_pair_count()))
    shown = Canvas(width: 1, height: 1)
    run = .allocate(capacity: 1)
    cbreak()
    noecho()
    nonl()
    keypad(liveser_stdscr(), true)
    nodelay(liveser_stdscr(), true)
    // A frame is written whole; looking for keys after every few lines would cost a system call each time.
    typeahead(-1)
    Terminal.forgoFlowControl()
    curs_set(0)
    defineKeys()
    adoptSize()
    if bracketsPastes { liveser_emit("\u{1B}[?2004h") }
  }

  deinit {
    restore()
    run.deallocate()
  }

  /// Starts ncurses, with 24-bit colours where the terminal offers them.
  private static func open(_ settings: TerminalSettings) -> OpaquePointer? {
    if settings.offersDirectColor, !settings.forbidsColor, let screen = openDirect(type: settings.type) {
      return screen
    }
    return liveser_newterm(settings.type)
  }

  private static func openDirect(type: String) -> OpaquePointer? {
    guard let value = DirectColorEntry.environmentValue(type: type) else { return nil }
    let before = getenv("TERMINFO").map { String(cString: $0) }
    setenv("TERMINFO", value, 1)
    defer {
      if let before { setenv("TERMINFO", before, 1) } else { unsetenv("TERMINFO") }
    }
    return liveser_newterm(type)
  }

  /// Gives the terminal back as it was; the second time nothing happens. Signals have their default meaning then.
  ///
  /// - Parameter ignoresHangUp: whether a hang-up is ignored from then on. When a terminal's window is closed its end is seen
  ///   before the shell passes the signal on, which must not end the program while it puts away what it has.
  public func restore(ignoresHangUp: Bool = false) {
    guard isUp else { return }
    isUp = false
    if bracketsPastes { liveser_emit("\u{1B}[?2004l") }
    endwin()
    TerminalGuard.disarm(ignoresHangUp: ignoresHangUp)
    delscreen(screen)
  }

  /// Has Ctrl-S no longer halt the output: a dashboard would stand still without a word. `restore` and `suspend` undo it.
  private static func forgoFlowControl() {
    var mode = termios()
    guard tcgetattr(STDIN_FILENO, &mode) == 0 else { return }
    mode.c_iflag &= ~tcflag_t(IXON)
    tcsetattr(STDIN_FILENO, TCSANOW, &mode)
    def_prog_mode()
  }

  /// What puts the screen back from any state, without ncurses.
  private static func restoringBytes(bracketsPastes: Bool) -> [UInt8] {
    let leave = text("rmcup")
    let bytes =
      text("sgr0") + text("op") + text("rmkx") + (bracketsPastes ? "\u{1B}[?2004l" : "") + text("cnorm")
      + (leave.isEmpty ? "\r\n" : leave)
    return Array(bytes.utf8)
  }

  /// A capability without its padding marks, `$<…>`.
  private static func text(_ name: String) -> String {
    guard let capability = liveser_capability(name) else { return "" }
    var result = String.UnicodeScalarView()
    var isPadding = false
    var rest = String(cString: capability).unicodeScalars[...]
    while let scalar = rest.popFirst() {
      if scalar == "$", rest.first == "<" { isPadding = true }
      if !isPadding { result.append(scalar) }
      if scalar == ">" { isPadding = false }
    }
    return String(result)
  }

  /// Takes over the terminal's present size.
  func adoptSize() {
    var lines: Int32 = 0
    var columns: Int32 = 0
    if liveser_window_size(STDOUT_FILENO, &lines, &columns) != 0 {
      lines = liveser_lines()
      columns = liveser_columns()
    }
    if lines != liveser_lines() || columns != liveser_columns() { resizeterm(lines, columns) }
    width = max(1, Int(columns))
    height = max(1, Int(lines))
    shown.resize(width: width, height: height)
    run.deallocate()
    run = .allocate(capacity: width)
    run.initialize(repeating: cchar_t())
    needsRepaint = true
  }
}
