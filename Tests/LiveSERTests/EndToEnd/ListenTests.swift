import Foundation
import Testing

@Suite("liveser listen")
struct ListenTests {
  private func listen(_ arguments: String..., input: Data? = nil) throws -> Executable.Outcome {
    try Executable.run(["listen"] + arguments, input: input)
  }

  /// The events of `type`.
  private func events(_ type: String, of outcome: Executable.Outcome) throws -> [[String: Any]] {
    try outcome.objects().filter { $0["type"] as? String == type }
  }

  @Test("A file, a pipe and headerless samples give the utterances that 'classify' gives")
  func sameUtterances() throws {
    let record = try Executable.run(["classify", demoPath, "--format", "jsonl"]).objects()[0]
    let segments = try #require(record["segments"] as? [[String: Any]])
    #expect(segments.count >= 3)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: demoPath))
    let raw = SoundFiles.raw(try demoClip().samples.map { $0 * 32_768 / 32_767 })
    for outcome in [
      try listen("--input", demoPath), try listen("--input", "-", input: bytes),
      try listen("--raw", "16000:s16le:1", input: raw),
    ] {
      #expect(outcome.status == 0)
      #expect(outcome.diagnostics == "")
      let utterances = try events("utterance", of: outcome)
      try #require(utterances.count == segments.count)
      for (utterance, segment) in zip(utterances, segments) {
        for key in ["start", "end"] { #expect(utterance[key] as? Double == segment[key] as? Double) }
        #expect(utterance["label"] as? String == segment["label"] as? String)
        let shares = try #require(utterance["probabilities"] as? [String: Double])
        for (label, share) in try #require(segment["probabilities"] as? [String: Double]) {
          #expect(abs((shares[label] ?? -1) - share) < 1e-3)
        }
      }
    }
  }

  @Test("Events come in order: start, updates at least five times a second in speech, utterances, end")
  func order() throws {
    let outcome = try listen("--input", demoPath)
    let objects = try outcome.objects()
    let types = objects.map { $0["type"] as? String }
    #expect(types.first == "start" && types.last == "end")
    #expect(objects[0]["rate"] as? Int == 16_000)
    #expect(objects[0]["device"] as? String == demoPath)
    #expect(objects[0]["model"] as? String != nil)
    let end = try #require(objects.last)
    #expect(end["seconds"] as? Double == 26.948)
    #expect(end["overruns"] as? Int == 0 && end["droppedSamples"] as? Int == 0)
    let utterances = try events("utterance", of: outcome)
    let updates = try events("update", of: outcome)
    #expect(utterances.count >= 3)
    for utterance in utterances {
      let shares = try #require(utterance["probabilities"] as? [String: Double])
      #expect(utterance["state"] as? String == "emotion" || utterance["state"] as? String == "unsure")
      #expect(utterance["confidence"] as? Double == shares.values.max())
      #expect(shares[utterance["label"] as? String ?? ""] == shares.values.max())
      let start = try #require(utterance["start"] as? Double)
      let end = try #require(utterance["end"] as? Double)
      let times = updates.filter { $0["speech"] as? Bool == true }.compactMap { $0["time"] as? Double }.filter
      {
        $0 > start + 0.2 && $0 < end
      }
      #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 <= 0.2 })
      #expect(Double(times.count) >= 5 * (end - start - 0.2))
    }
    let told = updates.filter { $0["probabilities"] is [String: Double] }
    #expect(told.count > 3 * utterances.count)
    for update in told {
      let shares = try #require(update["probabilities"] as? [String: Double])
      #expect(abs(shares.values.reduce(0, +) - 1) < 1e-9)
      #expect(shares[update["label"] as? String ?? ""] == update["confidence"] as? Double)
    }
  }

  @Test("It ends after the time asked for")
  func duration() throws {
    let outcome = try listen("--input", demoPath, "--duration", "5")
    #expect(outcome.status == 0)
    #expect(try events("end", of: outcome).first?["seconds"] as? Double == 5)
    #expect(try events("utterance", of: outcome).count == 1)
  }

  @Test("In real time a file takes its time, and gives the same utterances")
  func realTime() throws {
    let start = Date()
    let paced = try listen("--input", demoPath, "--realtime", "--duration", "9")
    #expect((8.5...14).contains(Date().timeIntervalSince(start)))
    let quick = try listen("--input", demoPath, "--duration", "9")
    #expect(try events("end", of: paced).first?["droppedSamples"] as? Int == 0)
    #expect(
      try events("utterance", of: paced) as [NSDictionary] == events("utterance", of: quick) as [NSDictionary]
    )
  }

  @Test("Lines come when things happen, not at the end")
  func flushed() throws {
    let running = try Executable.Running(
      ["listen", "--raw", "16000:s16le:1", "--model", Executable.model.get()], keepsInputOpen: true)
    let samples = try demoClip().samples
    try running.inputPipe.fileHandleForWriting.write(contentsOf: SoundFiles.raw(Array(samples[..<80_000])))
    #expect(running.waits(for: "\"type\":\"utterance\""))
    #expect(!running.output.contains("\"type\":\"end\""))
    try running.inputPipe.fileHandleForWriting.close()
    #expect(running.finish().status == 0)
  }

  @Test("Ctrl-C ends it in order with status 130", arguments: [true, false])
  func interrupt(hasAudio: Bool) throws {
    let running = try Executable.Running(
      ["listen", "--raw", "16000:s16le:1", "--model", Executable.model.get()], keepsInputOpen: true)
    if hasAudio {
      try running.inputPipe.fileHandleForWriting.write(contentsOf: Data(count: 64_000))
      #expect(running.waits(for: "\"type\":\"update\""))
    } else {
      // Nothing can be waited for: no header and no sample ever comes.
      Thread.sleep(forTimeInterval: 1)
    }
    running.process.interrupt()
    let outcome = running.finish()
    #expect(outcome.status == 130)
    #expect(outcome.diagnostics == "")
    if hasAudio {
      #expect(try outcome.objects().last?["type"] as? String == "end")
      #expect(try outcome.objects().last?["seconds"] as? Double == 2)
    }
  }

  @Test("SIGTERM ends it in order, an utterance under way included")
  func terminate() throws {
    let running = try Executable.Running(
      ["listen", "--input", demoPath, "--realtime", "--model", Executable.model.get()])
    #expect(running.waits(for: "\"speech\":true"))
    Thread.sleep(forTimeInterval: 1)
    running.process.terminate()
    let outcome = running.finish()
    #expect(outcome.status == 0)
    #expect(try outcome.objects().suffix(2).map { $0["type"] as? String } == ["utterance", "end"])
  }

  @Test("A reader that goes away ends it quietly")
  func closedPipe() throws {
    let outcome = try Executable.runBare(
      [
        "-o", "pipefail", "-c", "\"$0\" listen --input \"$1\" --model \"$2\" | head -n 1", Executable.path,
        demoPath,
        Executable.model.get(),
      ], executable: "/bin/bash")
    #expect(outcome.status == 0)
    #expect(outcome.lines.count == 1)
    #expect(outcome.diagnostics == "")
  }

  @Test("CSV has a header and rows of its width")
  func formatCSV() throws {
    let outcome = try listen("--input", demoPath, "--format", "csv", "--duration", "6")
    let header = outcome.lines[0].split(separator: ",", omittingEmptySubsequences: false)
    #expect(header.starts(with: ["type", "time", "start", "end", "speech", "state", "label", "confidence"]))
    #expect(
      outcome.lines.allSatisfy {
        $0.split(separator: ",", omittingEmptySubsequences: false).count == header.count
      })
    #expect(outcome.lines[1].hasPrefix("start,"))
    #expect(outcome.lines.contains { $0.hasPrefix("utterance,") })
    #expect(outcome.lines.last?.hasPrefix("end,6.0,") == true)
  }

  @Test("Text has a line for each utterance")
  func formatText() throws {
    let outcome = try listen("--input", demoPath, "--format", "text")
    #expect(outcome.lines[0].hasPrefix("listening to \(demoPath), 16000 Hz, 1 channel"))
    #expect(outcome.lines.dropFirst().dropLast().allSatisfy { $0.contains(" - ") && $0.contains("%") })
    #expect(outcome.lines.count >= 5)
    #expect(outcome.lines.last?.contains("0 overruns") == true)
  }

  @Test(
    "A raw format that makes no sense is wrong usage",
    arguments: ["16000:s16le", "1:s16le:1", "16000:mp3:1", "16000:s16le:99"])
  func rawFormat(text: String) throws {
    let outcome = try listen("--raw", text)
    #expect(outcome.status == 2)
    #expect(outcome.output == "")
    #expect(outcome.diagnostics.hasPrefix("liveser: listen: '"))
  }
}
