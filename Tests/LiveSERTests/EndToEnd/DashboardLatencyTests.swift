import Foundation
import Testing

extension DashboardInTerminal {
  @Suite("how soon a key is answered")
  struct DashboardLatencyTests {
    @Test("within 50 ms while an hour is judged and the live view goes on")
    func busy() throws {
      let home = try temporaryFolder()
      defer { try? FileManager.default.removeItem(at: home) }
      let file = home.appendingPathComponent("hour.wav")
      try SoundFiles.hourOfZeros(to: file)
      let terminal = try TerminalPair(columnCount: 110)
      defer { terminal.close() }
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Executable.path)
      process.arguments = ["live", "--model", try Executable.model.get()]
      process.currentDirectoryURL = sourceTree
      process.environment = [
        "HOME": home.path, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8",
        "ALSA_CONFIG_PATH": "/dev/null", "PATH": "/usr/bin:/bin",
      ]
      let side = FileHandle(fileDescriptor: terminal.terminal)
      process.standardInput = side
      process.standardOutput = side
      process.standardError = side
      try process.run()
      defer { kill(process.processIdentifier, SIGKILL) }

      try #require(answer(terminal, to: "", "kHz", seconds: 20) != nil)
      try #require(answer(terminal, to: "o\(file.path)\r", "listening to a file", seconds: 20) != nil)
      var times: [Double] = []
      for _ in 0..<15 {
        usleep(70_000)
        // Ctrl-L clears the screen before it is drawn anew.
        times.append(try #require(answer(terminal, to: "\u{0C}", "\u{1B}[2J", seconds: 5)))
      }
      times.sort()
      print("a key is answered after \(times.map { Int($0 * 1000) }) ms")
      #expect(times[times.count / 2] < 0.05, "\(times)")
      #expect(answer(terminal, to: "q", "cancelled", seconds: 5) != nil, "it was still at work")
      _ = answer(terminal, to: "q", "\u{1B}[?1049l", seconds: 5)
    }

    /// Types `keys` and takes what the program writes until `text` is in it; seconds that took.
    private func answer(_ terminal: TerminalPair, to keys: String, _ text: String, seconds: Double) -> Double?
    {
      _ = terminal.written()
      let begin = Date()
      var keys = keys
      keys.withUTF8 { _ = write(terminal.controller, $0.baseAddress, $0.count) }
      var shown = ""
      while Date().timeIntervalSince(begin) < seconds {
        var waiting = pollfd(fd: terminal.controller, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, 20) == 1 else { continue }
        shown += terminal.written()
        if shown.contains(text) { return Date().timeIntervalSince(begin) }
      }
      return nil
    }
  }
}
