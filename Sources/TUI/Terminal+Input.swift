import CNcurses
import Glibc

/// What the terminal has to tell.
public enum TerminalEvent: Sendable, Equatable {
  /// A key was pressed.
  case key(Key)
  /// The size is another now; see `width` and `height`.
  case resized
  /// A signal asks the program to end.
  case quit(signal: Int32)
  /// The program is asked to stop for a while; call `suspend`.
  case suspend
  /// The terminal is gone.
  case hangUp
}

extension Terminal {
  private static let pasteBegin: Int32 = 0x700
  private static let pasteEnd: Int32 = 0x701
  private static let wordLeft: Int32 = 0x702
  private static let wordRight: Int32 = 0x703

  /// Sequences that terminals send and entries often lack.
  func defineKeys() {
    for (sequence, code) in [
      ("\u{1B}[200~", Self.pasteBegin), ("\u{1B}[201~", Self.pasteEnd), ("\u{1B}[1;5D", Self.wordLeft),
      ("\u{1B}[1;5C", Self.wordRight), ("\u{1B}[1;3D", Self.wordLeft), ("\u{1B}[1;3C", Self.wordRight),
      ("\u{1B}[H", KEY_HOME), ("\u{1B}OH", KEY_HOME), ("\u{1B}[1~", KEY_HOME), ("\u{1B}[F", KEY_END),
      ("\u{1B}OF", KEY_END), ("\u{1B}[4~", KEY_END), ("\u{1B}[A", KEY_UP), ("\u{1B}[B", KEY_DOWN),
      ("\u{1B}[C", KEY_RIGHT), ("\u{1B}[D", KEY_LEFT), ("\u{1B}[3~", KEY_DC), ("\u{1B}OP", liveser_key_f(1)),
      ("\u{1B}[11~", liveser_key_f(1)), ("\u{1B}[Z", KEY_BTAB),
    ] { define_key(sequence, code) }
  }

  /// Waits for something to happen, `timeoutMilliseconds` at most; nil when nothing did.
  public func nextEvent(timeoutMilliseconds: Int) -> TerminalEvent? {
    guard isUp else { return nil }
    if let event = pendingSignal() { return event }
    if let key = readKey() { return .key(key) }
    var descriptors = [
      pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
      pollfd(fd: TerminalGuard.memory.pointee.wakeRead, events: Int16(POLLIN), revents: 0),
    ]
    let ready = poll(&descriptors, 2, Int32(max(0, min(timeoutMilliseconds, 60_000))))
    if ready > 0, descriptors[1].revents & Int16(POLLIN) != 0 {
      var byte: UInt8 = 0
      while read(descriptors[1].fd, &byte, 1) == 1 {}
    }
    if let event = pendingSignal() { return event }
    guard ready > 0, descriptors[0].revents != 0 else { return nil }
    if let key = readKey() { return .key(key) }
    return descriptors[0].revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 ? .hangUp : nil
  }

  /// Ends the wait of `nextEvent` early, or the next one's.
  ///
  /// - Thread: any. Allocates: nothing.
  public static func wake() {
    var byte: UInt8 = 0
    _ = write(TerminalGuard.memory.pointee.wakeWrite, &byte, 1)
  }

  private func pendingSignal() -> TerminalEvent? {
    let quit = TerminalGuard.quitSignal.load(ordering: .sequentiallyConsistent)
    if quit != 0 { return .quit(signal: quit) }
    if TerminalGuard.isSuspendWanted.exchange(false, ordering: .sequentiallyConsistent) { return .suspend }
    if TerminalGuard.isResized.exchange(false, ordering: .sequentiallyConsistent) {
      adoptSize()
      return .resized
    }
    return nil
  }

  private func readKey() -> Key? {
    if let deadline = pasteDeadline {
      if ContinuousClock.now < deadline { return readPaste(isBegun: true) }
      pasteDeadline = nil
    }
    while true {
      var code: wint_t = 0
      let result = wget_wch(liveser_stdscr(), &code)
      if result == ERR { return nil }
      if result == KEY_CODE_YES {
        if Int32(bitPattern: code) == Self.pasteBegin { return readPaste(isBegun: false) }
        if let key = Self.key(code: Int32(bitPattern: code)) { return key }
        continue
      }
      if code == 27 { return readEscaped() }
      if let key = Self.key(scalar: code) { return key }
    }
  }

  /// What comes right behind an Escape belongs to it: Alt and that key.
  private func readEscaped() -> Key {
    var code: wint_t = 0
    switch wget_wch(liveser_stdscr(), &code) {
    case OK:
      guard code != 27, let scalar = Unicode.Scalar(code) else { return .escape }
      return .alt(Character(scalar))
    case KEY_CODE_YES:
      switch Int32(bitPattern: code) {
      // The byte that most terminals send for Backspace is a key to ncurses.
      case KEY_BACKSPACE: return .alt("\u{7F}")
      case KEY_LEFT: return .wordLeft
      case KEY_RIGHT: return .wordRight
      case let other:
        ungetch(other)
        return .escape
      }
    default: return .escape
    }
  }

  /// Scalars of one paste that are taken; what is beyond them is dropped.
  private static let pasteLimit = 65_536
  /// How long what comes is still the paste's, though its end mark is missing.
  private static let pastePatience = Duration.seconds(5)

  /// What there is of a paste up to its end mark. One that stalls for half a second is given as far as it came; what follows is
  /// no key, but given as the next part.
  ///
  /// - Parameter isBegun: whether it is such a part; nil then where nothing has come.
  private func readPaste(isBegun: Bool) -> Key? {
    if !isBegun { pastedCount = 0 }
    var text = String.UnicodeScalarView()
    var hasCome = !isBegun
    reading: while true {
      var code: wint_t = 0
      switch wget_wch(liveser_stdscr(), &code) {
      case ERR:
        guard hasCome, waitsForInput() else { break reading }
        continue
      case KEY_CODE_YES:
        guard Int32(bitPattern: code) == Self.pasteEnd else { break }
        pasteDeadline = nil
        return .paste(String(text))
      default:
        pastedCount += 1
        if pastedCount <= Self.pasteLimit, let scalar = Unicode.Scalar(code) { text.append(scalar) }
      }
      hasCome = true
      pasteDeadline = .now + Self.pastePatience
    }
    if !isBegun { pasteDeadline = .now + Self.pastePatience }
    return hasCome ? .paste(String(text)) : nil
  }

  /// Whether input comes within half a second.
  private func waitsForInput() -> Bool {
    var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    while true {
      let ready = poll(&descriptor, 1, 500)
      // A change of size, or a signal that is heeded once the paste is over.
      if ready < 0, errno == EINTR { continue }
      // A terminal that is gone is ready for ever, and gives nothing.
      return ready > 0 && descriptor.revents & Int16(POLLIN | POLLHUP | POLLERR | POLLNVAL) == Int16(POLLIN)
    }
  }

  private static func key(code: Int32) -> Key? {
    switch code {
    case KEY_UP: .up
    case KEY_DOWN: .down
    case KEY_LEFT: .left
    case KEY_RIGHT: .right
    case wordLeft, KEY_SLEFT: .wordLeft
    case wordRight, KEY_SRIGHT: .wordRight
    case KEY_HOME: .home
    case KEY_END: .end
    case KEY_PPAGE: .pageUp
    case KEY_NPAGE: .pageDown
    case KEY_BACKSPACE: .backspace
    case KEY_DC: .delete
    case KEY_ENTER: .enter
    case KEY_BTAB: .backTab
    case liveser_key_f(1)...liveser_key_f(12): .function(Int(code - liveser_key_f(0)))
    default: nil
    }
  }

  private static func key(scalar code: wint_t) -> Key? {
    switch code {
    case 9: return .tab
    case 10, 13: return .enter
    case 8, 127: return .backspace
    case 1...26: return .control(Character(Unicode.Scalar(UInt8(code + 96))))
    case 0..<32: return nil
    default: return Unicode.Scalar(code).map { .character($0) }
    }
  }
}
