import Foundation
import Testing

extension DashboardInTerminal {
  @Suite(
    "keys and pastes", .enabled(if: DashboardScreen.missing == nil, "\(DashboardScreen.missing ?? "")"))
  struct DashboardKeysTests {
    private func start() throws -> DashboardScreen {
      let screen = try DashboardScreen()
      #expect(screen.start())
      #expect(screen.wait { $0.contains("kHz") } != nil)
      return screen
    }

    @Test("--input plays a file, --ascii and --color are heeded, and keys do what they say")
    func optionsAndKeys() throws {
      let screen = try DashboardScreen()
      #expect(screen.start("--input share/demo.flac --ascii --color never"))
      let shown = try #require(screen.wait { $0.contains("demo.flac") && !$0.contains("none yet") })
      #expect(shown.allSatisfy { $0.isASCII })
      #expect(!screen.codedText.contains("38;5;") && !screen.codedText.contains("38;2;"))
      #expect(!shown.contains("demo clip"))
      screen.press("c")
      #expect(screen.wait { $0.contains("none yet") } != nil)
      screen.press("t")
      #expect(screen.wait { $0.contains("theme: ") } != nil)
      screen.press("-")
      #expect(screen.wait { $0.contains("at most 25 frames a second") } != nil)
      let settings = screen.home.appendingPathComponent(".config/liveser/config.json")
      let text = try String(contentsOf: settings, encoding: .utf8)
      #expect(text.contains("\"theme\"") && text.contains("\"fps\" : 25"))
      for key in ["h", "F1", "?"] {
        screen.press(key)
        #expect(screen.wait { $0.contains("draw the screen anew") } != nil, "\(key)")
        screen.press("Escape")
        #expect(screen.wait { !$0.contains("draw the screen anew") } != nil)
      }
      screen.press("q")
      #expect(screen.wait { $0.contains("ready>") } != nil)
      // Nobody asked for anything to be recorded.
      #expect(
        !FileManager.default.fileExists(atPath: screen.home.appendingPathComponent(".local/share").path))
    }

    /// Escape and the byte of Backspace; arrows behind a second Escape, as rxvt sends them with Alt.
    @Test("Alt with Backspace or an arrow edits by words and closes nothing")
    func alt() throws {
      let screen = try start()
      screen.press("o")
      #expect(screen.wait { $0.contains("─ open a file ─") } != nil)
      screen.enter("/no/such-one/song")
      screen.send([0x1B, 0x7F])
      #expect(screen.wait { $0.contains(" /no/such-one/ ") && !$0.contains("song") } != nil, "\(screen.text)")
      screen.send(Array("\u{1B}\u{1B}[D".utf8))
      screen.enter("X")
      #expect(screen.wait { $0.contains(" /no/such-Xone/ ") } != nil, "\(screen.text)")
      screen.send([0x1B] + "\u{1B}[1;5D".utf8)
      #expect(screen.wait { !$0.contains("─ open a file ─") } != nil, "Escape, then a key of its own")
    }

    @Test("of a paste nothing is a command, however long it is")
    func longPaste() throws {
      let screen = try start()
      try screen.paste(String(repeating: "x", count: 65_536) + "rtq")
      screen.press("?")
      #expect(screen.wait { $0.contains("─ keys ─") } != nil, "\(screen.text.suffix(200))")
      screen.press("Escape")
      let shown = try #require(screen.wait { !$0.contains("─ keys ─") && $0.contains("kHz") })
      #expect(!shown.contains("REC ") && !shown.contains("theme: "))
    }

    @Test("a terminal that goes in the middle of a paste ends the program")
    func goneWhilePasting() throws {
      let screen = try start()
      let pid = try #require(screen.processIdentifier)
      screen.send(Array("\u{1B}[200~x".utf8))
      screen.close()
      var isGone = false
      for _ in 0..<200 where !isGone {
        isGone = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/exe")) == nil
        usleep(50_000)
      }
      #expect(isGone)
    }

    @Test("a paste that stalls goes on as one, until its end mark")
    func stalledPaste() throws {
      let screen = try start()
      screen.press("o")
      #expect(screen.wait { $0.contains("─ open a file ─") } != nil)
      screen.send(Array("\u{1B}[200~/first".utf8))
      #expect(screen.wait { $0.contains("/first") } != nil)
      usleep(700_000)
      screen.send(Array("-second\u{1B}[201~".utf8))
      #expect(screen.wait { $0.contains("/first-second") } != nil, "\(screen.text)")
      screen.press("Escape")
      #expect(screen.wait { !$0.contains("─ open a file ─") } != nil)
      // Where no prompt takes it, none of its letters is a key; those behind it are.
      screen.send(Array("\u{1B}[200~x".utf8))
      usleep(700_000)
      screen.send(Array("rtq\u{1B}[201~?".utf8))
      #expect(screen.wait { $0.contains("─ keys ─") } != nil, "\(screen.text)")
      #expect(!screen.text.contains("REC ") && !screen.text.contains("theme: "))
    }
  }
}
