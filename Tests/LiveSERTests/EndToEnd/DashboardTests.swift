import Foundation
import Testing

extension DashboardInTerminal {
  @Suite("dashboard on a terminal")
  struct DashboardTests {
    private static let panels = ["waveform", "mel spectrogram", "emotions", "last minute", "utterances"]

    @Test(
      "every panel is there and moves while somebody speaks",
      .enabled(if: DashboardScreen.microphoneMissing == nil, "\(DashboardScreen.microphoneMissing ?? "")"),
      arguments: [(110, 34), (80, 24)])
    func panelsMove(size: (Int, Int)) throws {
      let screen = try DashboardScreen(width: size.0, height: size.1, hasMicrophone: true)
      screen.noteMicrophone()
      #expect(screen.start())
      #expect(screen.wait { $0.contains("○ silence") && $0.contains("mic default") } != nil)
      try screen.playClip()
      let speaking = try #require(screen.wait { $0.contains("● speech") && $0.contains("▶") })
      for panel in Self.panels { #expect(speaking.contains("─ \(panel) ─"), "\(panel)") }
      for label in try labels() { #expect(speaking.contains(" \(label) "), "\(label)") }
      #expect(speaking.contains("latency ") && speaking.contains("overruns "))
      #expect(
        screen.wait { $0.contains("00:0") && $0.contains("─ utterances ─") && !$0.contains("none yet") }
          != nil)
      // Waveform and clock are others a moment later; the dashboard says what it heard.
      let first = screen.text.split(separator: "\n", omittingEmptySubsequences: false)
      usleep(1_500_000)
      let second = screen.text.split(separator: "\n", omittingEmptySubsequences: false)
      let changed = zip(first, second).filter { $0 != $1 }.count
      #expect(changed >= 5, "\(changed) lines changed")
      #expect(!screen.text.contains("no microphone"))
      screen.press("q")
      #expect(screen.wait { $0.contains("ready>") } != nil)
    }

    private func labels() throws -> [String] {
      // In the order of the rows; a model of any classes serves.
      let outcome = try Executable.run([
        "classify", sourceTree.appendingPathComponent("share/demo.flac").path, "--format", "jsonl",
      ])
      let record = try #require(outcome.objects().first)
      return try #require(record["probabilities"] as? [String: Any]).keys.sorted()
    }

    @Test(
      "Space records, judges and keeps what is heard, for nobody else's eyes",
      .enabled(if: DashboardScreen.microphoneMissing == nil, "\(DashboardScreen.microphoneMissing ?? "")"))
    func recording() throws {
      let screen = try DashboardScreen(hasMicrophone: true)
      screen.noteMicrophone()
      #expect(screen.start())
      try screen.playClip()
      #expect(screen.wait { $0.contains("● speech") } != nil)
      screen.press("Space")
      #expect(screen.wait { $0.contains("REC 00:03") } != nil)
      let recordings = screen.home.appendingPathComponent(".local/share/liveser/recordings")
      let growing = try #require(FileManager.default.contentsOfDirectory(atPath: recordings.path).first)
      #expect(growing.hasPrefix("unsaved-"))
      screen.press("Space")
      let result = try #require(screen.wait { $0.contains("k keep  p replay  x discard") })
      #expect(result.contains("each second") && result.contains("s of speech"))
      screen.press("k")
      #expect(screen.wait { $0.contains("kept: ") } != nil)
      let files = try FileManager.default.contentsOfDirectory(atPath: recordings.path).sorted()
      #expect(files.count == 2 && files[0].hasSuffix(".json") && files[1].hasSuffix(".wav"), "\(files)")
      #expect(permissions(recordings) == 0o700)
      for file in files { #expect(permissions(recordings.appendingPathComponent(file)) == 0o600) }
      let record = try #require(
        JSONSerialization.jsonObject(with: Data(contentsOf: recordings.appendingPathComponent(files[0])))
          as? [String: Any])
      #expect((record["duration"] as? Double).map { $0 > 2.5 && $0 < 8 } == true)
      #expect((record["timeline"] as? [Any])?.isEmpty == false)
      // The same audio gives the same verdict again.
      let again = try #require(
        try Executable.run([
          "classify", recordings.appendingPathComponent(files[1]).path, "--format", "jsonl",
        ])
        .objects().first)
      #expect(again["label"] as? String == record["label"] as? String)
      #expect((again["segments"] as? [Any])?.count == (record["segments"] as? [Any])?.count)
    }

    private func permissions(_ url: URL) -> Int? {
      (try? FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? NSNumber)?.intValue
    }

    @Test(
      "a recording that is discarded leaves nothing",
      .enabled(if: DashboardScreen.missing == nil, "\(DashboardScreen.missing ?? "")"))
    func discarding() throws {
      let screen = try DashboardScreen()
      #expect(screen.start())
      #expect(screen.wait { $0.contains("● speech") } != nil)
      screen.press("r")
      #expect(screen.wait { $0.contains("REC 00:01") } != nil)
      screen.press("r")
      #expect(screen.wait { $0.contains("x discard") } != nil)
      screen.press("x")
      #expect(screen.wait { $0.contains("deleted") } != nil)
      let recordings = screen.home.appendingPathComponent(".local/share/liveser/recordings")
      #expect(try FileManager.default.contentsOfDirectory(atPath: recordings.path).isEmpty)
    }

    @Test(
      "o judges a file from the prompt while the live view goes on; the prompt remembers",
      .enabled(if: DashboardScreen.missing == nil, "\(DashboardScreen.missing ?? "")"))
    func opening() throws {
      let screen = try DashboardScreen()
      #expect(screen.start())
      screen.press("o")
      #expect(screen.wait { $0.contains("open a file") } != nil)
      screen.enter("share/de")
      screen.press("Tab")
      #expect(screen.wait { $0.contains("> share/demo.flac") } != nil)
      screen.press("Enter")
      let parts = ["─ result ─", "share/demo.flac", "00:26 long", "each second", "utterances"]
      #expect(screen.wait { text in parts.allSatisfy { text.contains($0) } } != nil)
      screen.press("Escape")
      #expect(screen.wait { !$0.contains("─ result ─") } != nil)
      screen.press("o")
      screen.press("Up")
      #expect(screen.wait { $0.contains("> share/demo.flac") } != nil)
      screen.press("Escape")
      #expect(screen.wait { !$0.contains("open a file") } != nil)
      screen.press("o")
      #expect(screen.wait { $0.contains("open a file") } != nil)
      screen.enter("nowhere.wav")
      screen.press("Enter")
      #expect(screen.wait { $0.contains("nowhere.wav: there is no such file") } != nil)
      let history = screen.home.appendingPathComponent(".local/state/liveser/history")
      #expect(try String(contentsOf: history, encoding: .utf8) == "share/demo.flac\nnowhere.wav\n")
    }

    @Test(
      "Esc cancels the judging of an hour",
      .enabled(if: DashboardScreen.missing == nil, "\(DashboardScreen.missing ?? "")"))
    func hour() throws {
      let screen = try DashboardScreen()
      try SoundFiles.hourOfZeros(to: screen.home.appendingPathComponent("hour.wav"))
      #expect(screen.start())
      screen.press("o")
      screen.enter("~/hour.wav")
      screen.press("Enter")
      #expect(screen.wait { $0.contains("listening to a file") && $0.contains("%") } != nil)
      screen.press("Escape")
      #expect(screen.wait { !$0.contains("listening to a file") && $0.contains("cancelled") } != nil)
      #expect(screen.wait { $0.contains("● speech") } != nil)
    }

    @Test(
      "without a microphone the demo clip plays and the screen says so",
      .enabled(if: DashboardScreen.missing == nil, "\(DashboardScreen.missing ?? "")"))
    func demo() throws {
      let screen = try DashboardScreen(width: 80, height: 24)
      #expect(screen.start())
      let shown = try #require(screen.wait { $0.contains("● speech") })
      #expect(shown.contains("no microphone: playing the demo clip"))
      #expect(shown.contains("demo.flac"))
    }

    @Test(
      "a microphone that goes away is missed, and the dashboard waits for it",
      .enabled(if: DashboardScreen.microphoneMissing == nil, "\(DashboardScreen.microphoneMissing ?? "")"))
    func loss() throws {
      let screen = try DashboardScreen(hasMicrophone: true)
      screen.noteMicrophone()
      #expect(screen.start())
      #expect(screen.wait { $0.contains("mic default") } != nil)
      try screen.cutMicrophone()
      // The sound server's own library may be held up for ever where the server dies; the screen says so then.
      #expect(
        screen.wait {
          $0.contains("the microphone is gone: waiting for it")
            || $0.contains("nothing comes from the microphone any more")
        } != nil, "\(screen.text)")
      screen.press("?")
      #expect(screen.wait { $0.contains("─ keys ─") } != nil)
      screen.press("Escape")
      #expect(screen.wait { !$0.contains("─ keys ─") } != nil)
      screen.press("q")
      #expect(screen.wait { $0.contains("ready>") } != nil)
    }
  }
}
