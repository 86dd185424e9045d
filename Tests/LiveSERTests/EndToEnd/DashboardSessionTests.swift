import AudioCapture
import Foundation
import Testing

extension DashboardInTerminal {
  @Suite("the session behind the dashboard")
  struct DashboardSessionTests {
    /// The records in the file at `path`.
    private func records(_ path: String) throws -> [[String: Any]] {
      try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
        try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      }
    }

    @Test(
      "what is heard by the model before a change keeps that model's labels, on the screen and in the file",
      .enabled(if: DashboardScreen.missing == nil, "\(DashboardScreen.missing ?? "")"))
    func modelChangedInSpeech() throws {
      let screen = try DashboardScreen()
      let models = sourceTree.appendingPathComponent("models").path
      // Twelve labels, then four: a place among the first may be none among the second.
      let folder = screen.home.appendingPathComponent(".local/share/liveser/models")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        atPath: Executable.model.get(), toPath: folder.appendingPathComponent("a-few.safetensors").path)
      #expect(screen.start("--model '\(models)/system-e-binary.safetensors' --session ~/session.jsonl"))
      let pid = try #require(screen.processIdentifier)
      screen.press("m")
      #expect(screen.wait { $0.contains("choose a model") } != nil, "\(screen.text)")
      // The list is longer than the window, and opens where the model in use is.
      screen.press("Home")
      #expect(screen.wait { $0.contains("a-few") } != nil, "\(screen.text)")
      #expect(screen.wait { $0.contains("● speech") } != nil)
      screen.press("Enter")
      #expect(screen.wait { $0.contains("model a-few") && $0.contains("● speech") } != nil, "\(screen.text)")
      // An utterance of the model's own.
      let session = screen.home.appendingPathComponent("session.jsonl").path
      let isHeard = screen.wait { _ in
        (try? records(session))?.contains {
          $0["type"] as? String == "utterance" && ($0["probabilities"] as? [String: Any])?.count == 4
        } == true
      }
      #expect(isHeard != nil && screen.processIdentifier == pid)
      screen.press("q")
      #expect(screen.wait { $0.contains("ready>") } != nil)
      var labelCounts: [Int] = []
      for record in try records(session) {
        guard let shares = record["probabilities"] as? [String: Double], !shares.isEmpty else { continue }
        labelCounts.append(shares.count)
        #expect(abs(shares.values.reduce(0, +) - 1) < 1e-3, "\(record)")
        if let label = record["label"] as? String { #expect(shares[label] != nil, "\(record)") }
      }
      #expect(Set(labelCounts) == [12, 4] && labelCounts == labelCounts.sorted(by: >))
    }

    @Test(
      "a file that is paused loses nothing; any file and any frame rate that may be asked for will do",
      .enabled(if: DashboardScreen.missing == nil, "\(DashboardScreen.missing ?? "")"))
    func accounts() throws {
      let screen = try DashboardScreen()
      #expect(screen.start("--fps 100 --session ~/$'caf\\xe9.jsonl'"))
      #expect(screen.wait { $0.contains("● speech") } != nil)
      screen.press("+")
      #expect(screen.wait { $0.contains("at most 105 frames") } != nil)
      screen.press("p")
      #expect(screen.wait { $0.contains("paused") } != nil)
      usleep(1_000_000)
      screen.press("p")
      #expect(screen.wait { $0.contains("● speech") } != nil)
      screen.press("q")
      #expect(screen.wait { $0.contains("ready>") } != nil)
      // Foundation has no names that are no UTF-8.
      let bytes = Array("\(screen.home.path)/caf".utf8) + [0xE9] + Array(".jsonl".utf8)
      let name = String(pathBytes: bytes)
      let copy = screen.home.appendingPathComponent("copy.jsonl").path
      try #require(rename(name.systemPath ?? [0], copy) == 0)
      let end = try #require(records(copy).last)
      #expect(end["type"] as? String == "end")
      func count(_ key: String) throws -> Int { try #require(end[key] as? Int, "\(key)") }
      // What was on its way when the key came.
      #expect(try count("skippedSamples") < 4000)
      let parts = try ["processedSamples", "droppedSamples", "skippedSamples"].map(count)
      #expect(try count("capturedSamples") == parts.reduce(0, +))
    }

    @Test(
      "a window that is closed in the midst of speech loses nothing: the shell's signal comes while it is put away",
      .enabled(if: DashboardScreen.missing == nil, "\(DashboardScreen.missing ?? "")"))
    func closedWindow() throws {
      let screen = try DashboardScreen()
      #expect(screen.start("--session ~/session.jsonl"))
      #expect(screen.wait { $0.contains("● speech") } != nil)
      let pid = try #require(screen.processIdentifier)
      // Long enough for a verdict.
      usleep(1_000_000)
      screen.close()
      for _ in 0..<200 where kill(pid, 0) == 0 { usleep(50_000) }
      let records = try records(screen.home.appendingPathComponent("session.jsonl").path)
      let kinds = records.compactMap { $0["type"] as? String }
      #expect(kinds.last == "end" && kinds.contains("utterance"), "\(kinds.suffix(3))")
    }
  }
}
