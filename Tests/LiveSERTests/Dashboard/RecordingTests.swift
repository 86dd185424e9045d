import AudioCapture
import Foundation
@testable import Recognition
import TUI
import Testing

@testable import LiveSER

@Suite("recordings")
struct RecordingTests {
  private let scratch = ScratchFolders()
  private let format = AudioFormat(sampleRate: 16_000, channelCount: 1)

  private func record(_ samples: [Float], in folder: String) throws -> Recording {
    let tap = RecordingTap()
    let recording = try Recording(in: folder, format: format, tap: tap)
    for start in stride(from: 0, to: samples.count, by: 320) {
      let block = Array(samples[start..<min(start + 320, samples.count)])
      block.withUnsafeBufferPointer { tap.take($0) }
      if start % 3200 == 0 { try recording.drain() }
    }
    try recording.end()
    return recording
  }

  @Test("the file can be read at every moment, before it is closed too")
  func growing() throws {
    let folder = try scratch.make().path
    let samples = Speech.signal([.init(start: 0.2, end: 0.9)], seconds: 1, rate: 16_000)
    let recording = try record(samples, in: folder)
    let heard = try SoundFiles.samples(of: recording.path)
    #expect(heard.count == 16_000)
    #expect(zip(heard, samples).allSatisfy { abs($0 - $1) < 1e-6 })
    recording.discard()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
  }

  @Test("keeping never overwrites: two of the same second have two names")
  func keeping() throws {
    let folder = try scratch.make().appendingPathComponent("recordings").path
    let samples = [Float](repeating: 0.25, count: 1600)
    var paths: Set<String> = []
    for _ in 0..<3 {
      let recording = try record(samples, in: folder)
      try recording.close()
      let path = try recording.keep { "{\"file\":\"\($0)\"}" }
      #expect(paths.insert(path).inserted)
      #expect(try SoundFiles.samples(of: path).count == 1600)
      let text = try String(contentsOfFile: String(path.dropLast(4)) + ".json", encoding: .utf8)
      #expect(text == "{\"file\":\"\(path)\"}\n")
      recording.discard()
      #expect(FileManager.default.fileExists(atPath: path), "what was kept is not deleted")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 6)
  }

  @Test(
    "where there is no room for the verdict, the recording stays as it was and can be kept later",
    .enabled(if: TinyDisk.isPossible, "mounting takes rights"))
  func keepingWithoutRoom() throws {
    let disk = try #require(TinyDisk())
    let samples = [Float](repeating: 0.25, count: 1600)
    let recording = try record(samples, in: disk.path)
    try recording.close()
    try disk.fill()
    do {
      _ = try recording.keep { _ in String(repeating: "x", count: 8192) }
      Issue.record("there is no room for it")
    } catch {
      #expect(error.text.contains("No space left") && error.path.hasSuffix(".json"))
    }
    #expect(!recording.isKept)
    let name = String(recording.path.split(separator: "/").last ?? "")
    #expect(Set(try FileManager.default.contentsOfDirectory(atPath: disk.path)) == [name, "filler"])
    try disk.makeRoom()
    let path = try recording.keep { _ in "{}" }
    #expect(try SoundFiles.samples(of: path).count == 1600)
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path).count == 2)
  }

  @Test("nothing longer than the limit is recorded")
  func limit() throws {
    let recording = try record(
      [Float](repeating: 0.1, count: 31 * 16_000), in: try scratch.make().path)
    #expect(recording.isFull && recording.seconds == Recording.limit)
    recording.discard()
  }

  @Test("a folder that cannot be written is told")
  func unwritable() throws {
    let file = try scratch.make().appendingPathComponent("file")
    try Data().write(to: file)
    #expect(throws: RecordingError.self) {
      try Recording(in: file.appendingPathComponent("x").path, format: format, tap: RecordingTap())
    }
  }

  @Test("the judge agrees with the recogniser, and tells every second with speech")
  func judging() throws {
    let model = try TestModel.model()
    let samples = Speech.signal(Speech.bursts, seconds: 9, rate: 16_000)
    var judge = try Judge(model: model, format: format)
    try samples.withUnsafeBufferPointer { samples throws(RecognitionError) in try judge.take(samples) }
    let judgement = try judge.finish()
    let heard = try listen(to: samples, with: Recognizer(model: model, inputRate: 16_000))
    #expect(judgement.verdict.segments == heard.utterances)
    #expect(judgement.duration == 9 && judgement.seconds.count == 9)
    #expect(judgement.seconds[1] != nil && judgement.seconds[4] != nil && judgement.seconds[0] == nil)
    for values in judgement.seconds.compactMap(\.self) { #expect(abs(values.reduce(0, +) - 1) < 1e-3) }
    let panel = judgement.panel(kind: .file, title: "x", labels: model.labels)
    #expect(panel.segments.count == 3 && panel.verdict != .silence)
  }
}

@Suite("session log")
struct SessionLogTests {
  private let scratch = ScratchFolders()
  private func update(_ time: Double) -> ListenEvent {
    .update(RecognitionUpdate(time: time, isSpeech: true, probabilities: Probabilities([0.5, 0.5])))
  }

  private func utterance(_ start: Double) -> ListenEvent {
    .utterance(
      Utterance(
        start: start, end: start + 1, speechSeconds: 1, state: .emotion,
        probabilities: Probabilities([0.75, 0.25])))
  }

  @Test("a saved session holds records of the kinds that listen prints, and an end")
  func saving() throws {
    var log = SessionLog()
    let stream = LiveStream(
      name: "default", kind: .microphone, format: AudioFormat(sampleRate: 48_000, channelCount: 2))
    log.append(.start(stream, model: "m"), labels: ["a", "b"])
    log.append(update(0.5), labels: ["a", "b"])
    log.append(utterance(0.25), labels: ["a", "b"])
    let folder = try scratch.make().appendingPathComponent("sessions").path
    let path = try log.save(in: folder, end: LiveSessionCounts())
    let second = try log.save(in: folder, end: LiveSessionCounts())
    #expect(path != second)
    #expect(try permissions(folder) == 0o700 && permissions(path) == 0o600)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    let types = try lines.map { line in
      (try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["type"] as? String
    }
    #expect(types == ["start", "update", "utterance", "end"])
  }

  @Test(
    "where there is no room for a session, no half of it is left",
    .enabled(if: TinyDisk.isPossible, "mounting takes rights"))
  func savingWithoutRoom() throws {
    let disk = try #require(TinyDisk())
    var log = SessionLog()
    for index in 0..<2000 { log.append(utterance(Double(index)), labels: ["a", "b"]) }
    do {
      _ = try log.save(in: disk.path, end: LiveSessionCounts())
      Issue.record("there is no room for it")
    } catch {
      #expect(error.text.contains("No space left"))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path).isEmpty)
  }

  @Test("old running states go once there are too many; utterances stay")
  func limit() throws {
    var log = SessionLog()
    for index in 0..<SessionLog.updateLimit + 10 {
      log.append(update(Double(index)), labels: ["a", "b"])
      if index % 10_000 == 0 { log.append(utterance(Double(index)), labels: ["a", "b"]) }
    }
    let path = try log.save(in: try scratch.make().path, end: LiveSessionCounts())
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.count { $0.contains("\"utterance\"") } == 11)
    #expect(lines.count { $0.contains("\"update\"") } == SessionLog.updateLimit / 2 + 10)
  }

  @Test("a file given on the command line is added to, never emptied")
  func appending() throws {
    let path = try scratch.make().appendingPathComponent("s.jsonl").path
    for index in 0..<2 {
      let file = try SessionFile(path: path)
      file.write(utterance(Double(index)), labels: ["a", "b"])
    }
    #expect(try permissions(path) == 0o600)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 2 && lines[0].contains("\"start\":0.0") && lines[1].contains("\"start\":1.0"))
  }

  @Test("what a kill or a full disk cut short in it stays a line of its own")
  func cutShort() throws {
    let path = try scratch.make().appendingPathComponent("s.jsonl").path
    for start in ["{\"note\":1}", "{\"note\":1}\n"] {
      try start.write(toFile: path, atomically: true, encoding: .utf8)
      try SessionFile(path: path).write(utterance(2), labels: ["a", "b"])
      let lines = try String(contentsOfFile: path, encoding: .utf8).split(
        separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count == 3 && lines[0] == "{\"note\":1}" && lines[1].contains("\"start\":2.0"))
      #expect(lines[2].isEmpty)
    }
  }
}
