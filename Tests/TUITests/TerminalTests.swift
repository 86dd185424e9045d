import Glibc
import Testing

@testable import TUI

@Suite("The terminal", .serialized)
struct TerminalTests {
  @Test(
    "without a terminal there is an error, and no exit",
    .enabled(if: isatty(0) == 0, "standard input is a terminal"))
  func noTerminal() {
    #expect(throws: TUIError.noTerminal(.inputIsNotTerminal)) {
      _ = try Terminal(settings: TerminalSettings(type: "xterm"))
    }
  }

  @Test("colours follow the terminal, NO_COLOR, TERM=dumb and the user's word")
  func depths() {
    func depth(_ settings: TerminalSettings, _ colors: Int, direct: Bool = false) -> ColorDepth {
      settings.depth(colorCount: colors, isDirect: direct)
    }
    #expect(depth(TerminalSettings(type: "xterm-256color"), 256) == .indexed)
    #expect(
      depth(TerminalSettings(type: "xterm-256color", colorTerm: "truecolor"), 1 << 24, direct: true)
        == .direct)
    #expect(depth(TerminalSettings(type: "xterm"), 8) == .ansi)
    #expect(depth(TerminalSettings(type: "xterm"), 16) == .ansi)
    #expect(depth(TerminalSettings(type: "vt100"), 0) == .none)
    #expect(depth(TerminalSettings(type: "xterm-256color", noColor: "1"), 256) == .none)
    #expect(depth(TerminalSettings(type: "xterm-256color", noColor: ""), 256) == .indexed)
    #expect(
      depth(TerminalSettings(type: "xterm-256color", noColor: "1", colorMode: .always), 256) == .indexed)
    #expect(depth(TerminalSettings(type: "xterm-256color", colorMode: .never), 256) == .none)
    #expect(depth(TerminalSettings(type: "dumb"), 256) == .none)
  }

  @Test("ASCII is drawn when asked for and where the locale is not UTF-8")
  func glyphs() {
    #expect(TerminalSettings(type: "xterm").glyphs == .unicode)
    #expect(TerminalSettings(type: "xterm", forcesASCII: true).glyphs == .ascii)
    #expect(TerminalSettings(type: "xterm", isUTF8: false).glyphs == .ascii)
    #expect(TerminalSettings(type: "linux").glyphs == .console)
    #expect(TerminalSettings(type: "linux-16color").glyphs == .console)
    #expect(TerminalSettings(type: "linux", isUTF8: false).glyphs == .ascii)
  }

  /// infocmp, which belongs to ncurses, reads the entry that is handed to ncurses.
  @Test(
    "an entry with 24-bit colours is what ncurses' own tool reads",
    .enabled(
      if: DirectColorEntry.environmentValue(type: "xterm-256color") != nil, "no entry for xterm-256color"),
    arguments: ["xterm-256color", "screen", "linux", "vt100"])
  func directEntry(type: String) throws {
    let value = try #require(DirectColorEntry.environmentValue(type: type))
    let listing = run("TERMINFO=\(value) infocmp -1x \(type)")
    let capabilities = Set(
      listing.split(separator: "\n").map { line in
        String(line.drop { $0 == "\t" || $0 == " " }.prefix { $0 != "," })
      })
    #expect(capabilities.contains("RGB"))
    #expect(capabilities.contains("colors#0x1000000"))
    #expect(capabilities.contains("pairs#0x10000"))
    #expect(!capabilities.contains("ccc"))
    #expect(listing.contains("setaf=\\E[38;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%dm"))
    #expect(listing.contains("setab=\\E[48;2;"))
    // What is not about colour stays.
    let plain = run("infocmp -1 \(type)")
    for name in ["cup", "clear", "smkx", "kcuu1", "sgr0"] {
      let line = plain.split(separator: "\n").first { $0.contains("\t\(name)=") }
      if let line { #expect(listing.contains(line)) }
    }
  }

  @Test("a damaged entry is refused, at whatever byte it ends")
  func damagedEntry() throws {
    let value = try #require(DirectColorEntry.environmentValue(type: "vt100"))
    let digits = Array(value.dropFirst(4))
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
    #expect(DirectColorEntry.makeDirect(bytes) != nil)
    let needed = bytes.count - 24
    for count in stride(from: 0, to: needed, by: 7) {
      #expect(DirectColorEntry.makeDirect(Array(bytes[..<count])) == nil)
    }
    #expect(DirectColorEntry.makeDirect([UInt8](repeating: 0xFF, count: 200)) == nil)
    // Sizes of names, truth values, numbers, strings and the table, each below zero.
    for field in 1...5 {
      var changed = bytes
      changed.replaceSubrange(2 * field..<2 * field + 2, with: [0xFF, 0xFF])
      #expect(DirectColorEntry.makeDirect(changed) == nil, "\(field)")
    }
    #expect(DirectColorEntry.environmentValue(type: "../../etc/passwd") == nil)
    #expect(DirectColorEntry.environmentValue(type: "no-such-terminal") == nil)
  }

  @Test("what libraries write to standard error is held back and handed over")
  func standardError() throws {
    let redirection = try StandardErrorRedirection()
    let line = "held back\n"
    _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
    let text = redirection.end()
    #expect(text.contains(line))
    #expect(redirection.end() == "")
  }

  private func run(_ command: String) -> String {
    guard let pipe = popen(command, "r") else { return "" }
    defer { pclose(pipe) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = fread(&block, 1, block.count, pipe)
      if count == 0 { break }
      bytes += block[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
