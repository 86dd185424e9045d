import Foundation
import Testing

extension DashboardInTerminal {
  @Suite("sizes, terminals and names")
  struct DashboardTerminalsTests {
    private static let panels = ["waveform", "mel spectrogram", "emotions", "last minute", "utterances"]

    @Test(
      "every size is drawn while somebody speaks, and back",
      .enabled(if: DashboardScreen.microphoneMissing == nil, "\(DashboardScreen.microphoneMissing ?? "")"))
    func sizes() throws {
      let screen = try DashboardScreen(hasMicrophone: true)
      screen.noteMicrophone()
      #expect(screen.start())
      let player = try screen.playClip()
      defer { kill(player.processIdentifier, SIGKILL) }
      #expect(screen.wait { $0.contains("● speech") && $0.contains("▶") } != nil)
      let pid = try #require(screen.processIdentifier)
      for (width, height) in [
        (200, 60), (110, 34), (80, 24), (60, 20), (40, 12), (20, 5), (1, 1), (200, 3), (3, 60), (80, 24),
      ] {
        screen.resize(width: width, height: height)
        let isWhole = width >= 60 && height >= 20
        let shown = screen.wait { text in
          let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
          guard lines.count >= height else { return false }
          if isWhole {
            // Each panel once: nothing is left of the size before.
            return Self.panels.allSatisfy { text.components(separatedBy: "─ \($0) ─").count == 2 }
              && lines.filter { $0.hasPrefix(" mic default") }.count == 1
          }
          if width >= 40, height >= 10 { return text.contains("─ emotions ─") && text.contains(" mic ") }
          return !text.contains("─ emotions ─")
        }
        #expect(shown != nil, "\(width)x\(height):\n\(screen.text)")
        #expect(screen.processIdentifier == pid, "\(width)x\(height)")
      }
    }

    @Test(
      "each kind of terminal is drawn on with what it has",
      .enabled(if: DashboardScreen.missing == nil, "\(DashboardScreen.missing ?? "")"),
      arguments: [
        ("TERM=xterm COLORTERM=", "╭─ waveform ─"), ("TERM=screen COLORTERM=", "╭─ waveform ─"),
        ("TERM=screen-256color COLORTERM=", "╭─ waveform ─"), ("TERM=tmux COLORTERM=", "╭─ waveform ─"),
        ("TERM=vt100 COLORTERM=", "╭─ waveform ─"), ("TERM=linux COLORTERM=", "┌─ waveform ─"),
        ("TERM=linux LC_ALL=C", "+- waveform -"), ("LC_ALL=C", "+- waveform -"),
        ("NO_COLOR=1", "╭─ waveform ─"),
      ])
    func kinds(variables: String, corner: String) throws {
      let screen = try DashboardScreen(width: 80, height: 24)
      #expect(screen.start(variables: variables + " "))
      #expect(screen.wait { $0.contains(corner) && $0.contains("space record") } != nil, "\(screen.text)")
      let coded = screen.codedText
      let color = try Regex("\u{1B}\\[([0-9;]*;)?[34][0-8](;[0-9;]*)?m")
      let isColored = coded.firstMatch(of: color) != nil
      #expect(isColored == !(variables.contains("vt100") || variables.contains("NO_COLOR")), "\(coded)")
      let isASCII = screen.text.unicodeScalars.allSatisfy { $0.isASCII }
      #expect(isASCII == variables.contains("LC_ALL=C"))
      screen.press("q")
      #expect(screen.wait { $0.contains("ready>") } != nil)
      #expect(screen.modes == (false, true))
    }

    @Test(
      "files with wide, combining and control characters in their names are shown safely, and opened",
      .enabled(if: DashboardScreen.missing == nil, "\(DashboardScreen.missing ?? "")"),
      arguments: [
        "情绪.wav", "e\u{301}motion.wav", "a\u{1B}[31mred\u{7}.wav", "two words.wav", "\u{202E}vaw.x.wav",
      ])
    func names(name: String) throws {
      let screen = try DashboardScreen(width: 80, height: 24)
      let folder = screen.home.appendingPathComponent("sounds")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let tone = (0..<32_000).map { Float(0.3 * sin(Double($0) * 0.13)) }
      try SoundFiles.wav(tone, rate: 16_000).write(to: folder.appendingPathComponent(name))
      #expect(screen.start())
      screen.press("o")
      #expect(screen.wait { $0.contains("open a file") } != nil)
      screen.enter("~/sounds/")
      screen.press("Tab")
      // The only file there is: its name is completed.
      let completed = try #require(screen.wait { $0.contains("> ~/sounds/") && $0.contains(".wav") })
      #expect(completed.split(separator: "\n").count == 24)
      screen.press("Enter")
      let result = try #require(screen.wait { $0.contains("─ result ─") }, "\(screen.text)")
      #expect(result.contains("00:02 long"))
      // Every row of the window ends where it should: nothing was moved by the name.
      let rows = result.split(separator: "\n").filter { $0.hasPrefix("│") }
      let isWhole = rows.allSatisfy { $0.hasSuffix("│") || $0.hasSuffix("█") }
      #expect(isWhole, "\(result)")
      #expect(!screen.codedText.contains("\u{7}"))
    }

    @Test(
      "what libraries print never lands on the screen, and is passed on when it is given back",
      .enabled(if: DashboardScreen.microphoneMissing == nil, "\(DashboardScreen.microphoneMissing ?? "")"))
    func libraries() throws {
      let screen = try DashboardScreen(hasMicrophone: true)
      // PulseAudio's library tells everything that it does on standard error.
      #expect(screen.start("2> ~/errors", variables: "PULSE_LOG=4 "))
      #expect(screen.wait { $0.contains("mic default") && $0.contains("○ silence") } != nil)
      usleep(1_000_000)
      let lines = screen.text.split(separator: "\n")
      #expect(lines.first?.hasPrefix(" liveser ") == true && lines.last?.hasPrefix(" space record") == true)
      let edges: Set<Character> = ["╭", "│", "╰"]
      let isWhole = lines.dropFirst().prefix(28).allSatisfy { edges.contains($0.first ?? " ") }
      #expect(isWhole, "\(screen.text)")
      screen.press("q")
      let file = screen.home.appendingPathComponent("errors")
      let isPassedOn = screen.wait { _ in
        (try? String(contentsOf: file, encoding: .utf8))?.contains("memblockq") == true
      }
      #expect(isPassedOn != nil)
    }
  }
}
