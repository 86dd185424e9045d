import Foundation
import Testing

@Suite("liveser classify")
final class ClassifyTests {
  private let folder: URL

  init() throws {
    folder = try temporaryFolder()
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// Writes a sound file of somebody speaking from one second on, and gives its name.
  @discardableResult
  private func write(_ name: String, seconds: Double = 2.5, rate: Int = 16_000, pitch: Double = 140) throws
    -> String
  {
    let path = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
    let burst = Speech.Burst(start: 0.6, end: seconds - 0.5, pitch: pitch)
    try SoundFiles.wav(Speech.signal([burst], seconds: seconds, rate: rate), rate: rate).write(to: path)
    return name
  }

  private func classify(_ arguments: String..., input: Data? = nil) throws -> Executable.Outcome {
    try Executable.run(["classify"] + arguments, input: input, folder: folder)
  }

  @Test("A record has the promised keys in the promised order, and numbers that agree")
  func record() throws {
    let outcome = try classify(demoPath, "--format", "jsonl")
    #expect(outcome.status == 0)
    #expect(outcome.diagnostics == "")
    try #require(outcome.lines.count == 1)
    let keys = [
      "file", "duration", "sampleRate", "channels", "state", "label", "confidence", "probabilities",
      "speechSeconds",
      "segments", "model",
    ]
    let record = try outcome.objects()[0]
    #expect(Set(record.keys) == Set(keys))
    // Keys of segments stand between the last ones, so that these are sought from the end.
    let line = outcome.lines[0]
    let places =
      keys.prefix(10).compactMap { line.range(of: "\"\($0)\":")?.lowerBound }
      + [try #require(line.range(of: "\"model\":", options: .backwards)?.lowerBound)]
    #expect(places.count == keys.count)
    #expect(places == places.sorted())
    #expect(record["file"] as? String == demoPath)
    #expect(record["sampleRate"] as? Int == 16_000)
    #expect(record["channels"] as? Int == 1)
    #expect(record["duration"] as? Double == 26.948)
    let probabilities = try #require(record["probabilities"] as? [String: Double])
    let label = try #require(record["label"] as? String)
    #expect(abs(probabilities.values.reduce(0, +) - 1) < 1e-9)
    #expect(probabilities[label] == probabilities.values.max())
    #expect(record["confidence"] as? Double == probabilities[label])
    let segments = try #require(record["segments"] as? [[String: Any]])
    #expect(segments.count >= 3)
    for segment in segments {
      #expect(Set(segment.keys) == ["start", "end", "label", "confidence", "probabilities"])
      let shares = try #require(segment["probabilities"] as? [String: Double])
      #expect(abs(shares.values.reduce(0, +) - 1) < 1e-9)
    }
    #expect(!outcome.output.lowercased().contains("nan"))
  }

  @Test("More jobs than files may be open at once are fewer jobs, and no input fails for it")
  func manyJobs() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let sound = SoundFiles.wav([Float](repeating: 0, count: 800), rate: 16_000)
    for index in 0..<300 { try sound.write(to: folder.appendingPathComponent("\(index).wav")) }
    let command = #"ulimit -n 96; exec "$0" classify --jobs 300 --format jsonl --model "$1" "$2""#
    let outcome = try Executable.runBare(
      ["-c", command, Executable.path, Executable.model.get(), folder.path], executable: "/bin/bash")
    #expect(outcome.status == 0 && outcome.lines.count == 300, "\(outcome.diagnostics)")
  }

  @Test("Silence has neither label nor probabilities")
  func silence() throws {
    try SoundFiles.wav([Float](repeating: 0, count: 32_000), rate: 16_000).write(
      to: folder.appendingPathComponent("silence.wav"))
    let outcome = try classify("silence.wav", "--format", "jsonl")
    #expect(outcome.status == 0)
    #expect(
      outcome.output.contains(
        "\"state\":\"no-speech\",\"label\":null,\"confidence\":null,\"probabilities\":null"))
    #expect(try outcome.objects()[0]["speechSeconds"] as? Double == 0)
  }

  @Test("JSON is one array, of the records that JSON Lines has")
  func formatJSON() throws {
    let names = try [write("a.wav"), write("b.wav", pitch: 220)]
    let lines = try classify(names[0], names[1], "--format", "jsonl")
    let outcome = try classify(names[0], names[1], "--format", "json")
    let array = try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [NSDictionary])
    #expect(array == (try lines.objects()) as [NSDictionary])
  }

  @Test("CSV has a header and a row a file, errors included")
  func formatCSV() throws {
    try write("a, \"b\".wav")
    let outcome = try classify("a, \"b\".wav", "missing.wav", "--format", "csv")
    #expect(outcome.status == 1)
    try #require(outcome.lines.count == 3)
    let header = outcome.lines[0].split(separator: ",").map(String.init)
    #expect(
      header.starts(with: ["file", "duration", "sampleRate", "channels", "state", "label", "confidence"]))
    #expect(header.suffix(4) == ["speechSeconds", "segments", "model", "error"])
    #expect(outcome.lines[1].hasPrefix("\"a, \"\"b\"\".wav\",2.5,16000,1,"))
    #expect(outcome.lines[1].filter { $0 == "," }.count == header.count)
    #expect(outcome.lines[2].hasPrefix("missing.wav,,,"))
    #expect(outcome.lines[2].contains("there is no such file"))
  }

  @Test("Text has a line a file in columns, and the utterances of a file that is alone")
  func formatText() throws {
    let single = try classify(demoPath)
    #expect(single.status == 0)
    #expect(single.lines[0].hasPrefix("VERDICT"))
    #expect(single.lines[0].hasSuffix("FILE"))
    #expect(single.lines[1].hasSuffix(" 26.9s  \(demoPath)"))
    #expect(single.lines.contains { $0.hasPrefix(">") })
    #expect(single.lines.contains { $0.contains(" - ") && $0.contains(" s  ") })
    let several = try classify(write("a.wav"), write("b.wav"))
    #expect(several.lines.count == 3)
  }

  @Test("Folders are searched in order for audio alone, and links that lead back do not hang")
  func folders() throws {
    for name in ["in/b.wav", "in/a.WAV", "in/sub/c.wav", "in/sub/deep/d.wav", "in/.hidden.wav"] {
      try write(name)
    }
    try Data("text".utf8).write(to: folder.appendingPathComponent("in/notes.txt"))
    let inner = folder.appendingPathComponent("in")
    for (link, target) in [("in/sub/loop", inner.path), ("in/self", "."), ("in/sub/up", "../..")] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.appendingPathComponent(link).path, withDestinationPath: target)
    }
    let outcome = try classify("in", "--format", "jsonl")
    #expect(outcome.status == 0)
    #expect(
      try outcome.objects().map { $0["file"] as? String } == [
        "in/a.WAV", "in/b.wav", "in/sub/c.wav", "in/sub/deep/d.wav",
      ])
  }

  @Test("Results come in the order of the inputs, whatever the number of jobs, and are the same")
  func jobs() throws {
    var names: [String] = []
    for index in 0..<12 {
      let name = "clip\(11 - index).wav"
      names.append(
        try write(
          name, seconds: index % 3 == 0 ? 6 : 2, rate: [16_000, 44_100][index % 2],
          pitch: 100 + 15 * Double(index)))
    }
    let alone = try Executable.run(["classify", "--format", "jsonl", "--jobs", "1"] + names, folder: folder)
    #expect(try alone.objects().map { $0["file"] as? String } == names)
    for count in ["2", "7"] {
      let outcome = try Executable.run(
        ["classify", "--format", "jsonl", "--jobs", count] + names, folder: folder)
      #expect(outcome.output == alone.output)
    }
  }

  @Test("Paths come from a list too, from a file or standard input")
  func filesFrom() throws {
    try write("a.wav")
    try write("b c.wav")
    let list = Data("a.wav\n\nb c.wav\r\nmissing.wav".utf8)
    try list.write(to: folder.appendingPathComponent("list"))
    for outcome in [
      try classify("--files-from", "list", "--format", "jsonl"),
      try classify("--files-from", "-", "--format", "jsonl", input: list),
    ] {
      #expect(outcome.status == 1)
      #expect(try outcome.objects().map { $0["file"] as? String } == ["a.wav", "b c.wav", "missing.wav"])
    }
    // A byte order mark is no part of a name, and a pipe that does not block is waited for.
    let running = try Executable.Running(
      ["classify", "--files-from", "-", "--format", "jsonl", "--model", Executable.model.get()],
      keepsInputOpen: true, isInputBlocking: false, folder: folder)
    Thread.sleep(forTimeInterval: 0.5)
    try running.inputPipe.fileHandleForWriting.write(contentsOf: [0xEF, 0xBB, 0xBF] + Data("a.wav\n".utf8))
    try running.inputPipe.fileHandleForWriting.close()
    let marked = running.finish()
    #expect(marked.status == 0, "\(marked.diagnostics)")
    #expect(try marked.objects().map { $0["file"] as? String } == ["a.wav"])
    let missing = try classify("--files-from", "nowhere", "a.wav", "--format", "jsonl")
    #expect(missing.status == 1)
    #expect(missing.diagnostics.contains("nowhere: the list of files cannot be read"))
    #expect(missing.lines.count == 2)
  }

  @Test("Audio on standard input gives the verdict of the file")
  func standardInput() throws {
    let file = try classify(demoPath, "--format", "jsonl").objects()[0]
    let piped = try classify(
      "-", "--format", "jsonl", input: Data(contentsOf: URL(fileURLWithPath: demoPath)))
    #expect(piped.status == 0)
    let record = try piped.objects()[0]
    #expect(record["file"] as? String == "-")
    #expect(
      (record as NSDictionary)["probabilities"] as? NSDictionary == (file as NSDictionary)["probabilities"]
        as? NSDictionary)
    #expect(
      (record as NSDictionary)["segments"] as? NSArray == (file as NSDictionary)["segments"] as? NSArray)
  }

  @Test("The timeline has a point every so many seconds, with what was known then")
  func timeline() throws {
    try write("a.wav", seconds: 3)
    let record = try classify("a.wav", "--timeline", "0.5", "--format", "jsonl").objects()[0]
    let points = try #require(record["timeline"] as? [[String: Any]])
    #expect(points.map { $0["time"] as? Double } == [0.5, 1, 1.5, 2, 2.5, 3])
    #expect(points.prefix(4).map { $0["speech"] as? Bool } == [false, true, true, true])
    let shares = try #require(points[2]["probabilities"] as? [String: Double])
    #expect(abs(shares.values.reduce(0, +) - 1) < 1e-9)
    #expect(points[0]["probabilities"] is NSNull)
  }

  @Test("What makes no sense is wrong usage, and nothing is done")
  func misuse() throws {
    for arguments in [
      [], ["a.wav", "--format", "xml"], ["a.wav", "--timeline", "1", "--format", "csv"], ["-", "-"],
    ] {
      let outcome = try Executable.run(["classify"] + arguments, folder: folder)
      #expect(outcome.status == 2)
      #expect(outcome.output == "")
      #expect(outcome.diagnostics.split(separator: "\n").count == 1)
    }
  }

  @Test("Ctrl-C ends with 130, and the array that was begun is closed")
  func interrupt() throws {
    try write("a.wav")
    let running = try Executable.Running(
      ["classify", "a.wav", "-", "--format", "json", "--model", Executable.model.get()], keepsInputOpen: true,
      folder: folder)
    #expect(running.waits(for: "a.wav"))
    running.process.interrupt()
    let outcome = running.finish()
    #expect(outcome.status == 130)
    #expect((try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [Any])?.count == 1)
  }
}
