import Foundation
import Testing

@Suite("Bad input")
final class BadInputTests {
  private let folder: URL

  init() throws {
    folder = try temporaryFolder()
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  private static let speech = Speech.signal([Speech.Burst(start: 0.6, end: 2)], seconds: 2.5, rate: 16_000)

  private func write(_ name: String, _ bytes: Data) throws {
    try bytes.write(to: folder.appendingPathComponent(name))
  }

  private func classify(_ name: String) throws -> Executable.Outcome {
    try Executable.run(["classify", name, "--format", "jsonl"], folder: folder)
  }

  @Test(
    "What cannot be read gives a record with the error, a line on stderr, and status 1",
    arguments: [
      ("empty.wav", "is empty"), ("header.wav", "no audio"), ("text.wav", "no audio format known"),
      ("cut.flac", "damaged"), ("cut.wav", "damaged"), ("missing.wav", "no such file"),
      ("empty-folder", "no audio"),
      ("nine.wav", "9 channels"),
    ])
  func unreadable(name: String, message: String) throws {
    try write("empty.wav", Data())
    try write("header.wav", SoundFiles.header(dataByteCount: 0, rate: 16_000))
    try write("text.wav", Data("This is no sound, whatever its name says.\n".utf8))
    let demo = try Data(contentsOf: URL(fileURLWithPath: demoPath))
    try write("cut.flac", demo.prefix(demo.count / 2))
    let wav = SoundFiles.wav(Self.speech, rate: 16_000)
    try write("cut.wav", wav.prefix(wav.count / 2))
    try write("nine.wav", SoundFiles.wav(Self.speech, rate: 16_000, channelCount: 9))
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("empty-folder"), withIntermediateDirectories: true)
    try write("good.wav", wav)
    let outcome = try Executable.run(["classify", name, "good.wav", "--format", "jsonl"], folder: folder)
    #expect(outcome.status == 1)
    let records = try outcome.objects()
    try #require(records.count == 2)
    #expect(Set(records[0].keys) == ["file", "error"])
    #expect(records[0]["file"] as? String == name)
    #expect((records[0]["error"] as? String)?.contains(message) == true)
    #expect(records[1]["state"] as? String != nil)
    #expect(outcome.diagnostics.hasPrefix("liveser: \(name): "))
    #expect(outcome.diagnostics.contains(message))
    #expect(outcome.diagnostics.split(separator: "\n").count == 1)
  }

  @Test("Unusual formats are heard as the usual one is")
  func formats() throws {
    try write("plain.wav", SoundFiles.wav(Self.speech, rate: 16_000))
    try write("float.wav", SoundFiles.wav(Self.speech, rate: 16_000, bitCount: 32))
    let narrow = Speech.signal([Speech.Burst(start: 0.6, end: 2)], seconds: 2.5, rate: 8000)
    try write("eight.wav", SoundFiles.wav(narrow, rate: 8000, channelCount: 8, bitCount: 24))
    let wide = Speech.signal([Speech.Burst(start: 0.6, end: 2)], seconds: 2.5, rate: 192_000)
    try write("wide.wav", SoundFiles.wav(wide, rate: 192_000))
    for (name, rate, channelCount) in [
      ("plain.wav", 16_000, 1), ("float.wav", 16_000, 1), ("eight.wav", 8000, 8), ("wide.wav", 192_000, 1),
    ] {
      let outcome = try classify(name)
      #expect(outcome.status == 0)
      let record = try outcome.objects()[0]
      #expect(record["sampleRate"] as? Int == rate)
      #expect(record["channels"] as? Int == channelCount)
      #expect(record["duration"] as? Double == 2.5)
      let segments = try #require(record["segments"] as? [[String: Any]])
      try #require(segments.count == 1)
      #expect(abs((segments[0]["start"] as? Double ?? 0) - 0.6) < 0.1)
      #expect(abs((segments[0]["end"] as? Double ?? 0) - 2) < 0.2)
    }
  }

  @Test("Samples that are not numbers do no harm")
  func notNumbers() throws {
    var samples = Self.speech
    for index in stride(from: 0, to: samples.count, by: 97) { samples[index] = .nan }
    samples[500] = .infinity
    try write("nan.wav", SoundFiles.wav(samples, rate: 16_000, bitCount: 32))
    let outcome = try classify("nan.wav")
    #expect(outcome.status == 0)
    #expect(!outcome.output.lowercased().contains("nan,") && !outcome.output.contains("inf"))
    _ = try outcome.objects()
  }

  @Test("A name that is not UTF-8 is read all the same")
  func nameBytes() throws {
    let name = Array(folder.appendingPathComponent("caf").path.utf8) + [0xE9] + Array(".wav".utf8)
    let descriptor = open(name.map { CChar(bitPattern: $0) } + [0], O_WRONLY | O_CREAT, 0o600)
    try #require(descriptor >= 0)
    try FileHandle(fileDescriptor: descriptor, closeOnDealloc: true).write(
      contentsOf: SoundFiles.wav(Self.speech, rate: 16_000))
    let outcome = try classify(".")
    #expect(outcome.status == 0)
    #expect(try outcome.objects().map { $0["file"] as? String } == ["./caf\u{FFFD}.wav"])
  }

  @Test("A missing model names the places tried", arguments: ["classify", "listen"])
  func missingModel(command: String) throws {
    let words = command == "classify" ? [demoPath] : ["--input", demoPath]
    let environment = ["XDG_DATA_HOME": folder.path]
    for (model, variable) in [("nosuch", ""), (nil, "nosuch")] {
      let outcome = try Executable.runBare(
        [command] + words + (model.map { ["--model", $0] } ?? []),
        environment: environment.merging(["LIVESER_MODEL": variable]) { $1 })
      #expect(outcome.status == 1)
      #expect(outcome.output == "")
      #expect(outcome.diagnostics.contains("no model 'nosuch'"))
      #expect(outcome.diagnostics.contains("\(folder.path)/liveser/models/nosuch.safetensors"))
      #expect(outcome.diagnostics.contains("share/liveser/models/nosuch.safetensors"))
      #expect(outcome.diagnostics.contains("\(sourceTree.path)/models/nosuch.safetensors"))
      #expect(outcome.diagnostics.split(separator: "\n").count == 1)
    }
  }

  @Test("A model is found by its name among the user's own")
  func namedModel() throws {
    let models = folder.appendingPathComponent("liveser/models")
    try FileManager.default.createDirectory(at: models, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: Executable.model.get(), toPath: models.appendingPathComponent("mine.safetensors").path)
    // One of the shipped model's name goes before it.
    try FileManager.default.copyItem(
      atPath: Executable.model.get(),
      toPath: models.appendingPathComponent("liveser-default.safetensors").path)
    for (arguments, variable) in [(["--model", "mine"], "nosuch"), ([], "mine"), ([], "")] {
      let outcome = try Executable.runBare(
        ["classify", demoPath, "--format", "jsonl"] + arguments,
        environment: ["XDG_DATA_HOME": folder.path, "LIVESER_MODEL": variable])
      #expect(outcome.status == 0)
      #expect(try outcome.objects()[0]["model"] as? String == "test")
    }
  }

  @Test(
    "The settings' model is used where none is given; settings that are broken are told and left as they are")
  func settingsModel() throws {
    let settings = folder.appendingPathComponent("liveser/config.json")
    try FileManager.default.createDirectory(
      at: settings.deletingLastPathComponent(), withIntermediateDirectories: true)
    let environment = ["XDG_CONFIG_HOME": folder.path, "LIVESER_MODEL": ""]
    func run(_ words: String...) throws -> Executable.Outcome {
      try Executable.runBare(words, environment: environment)
    }
    let model = try Executable.model.get()
    try Data("{\"model\": \"\(model)\"}".utf8).write(to: settings)
    let classified = try run("classify", demoPath, "--format", "jsonl")
    #expect(try classified.objects()[0]["model"] as? String == "test")
    let listened = try run("listen", "--input", demoPath)
    #expect(try listened.objects()[0]["model"] as? String == "test")
    let named = try Executable.runBare(
      ["classify", demoPath, "--format", "jsonl"],
      environment: environment.merging(["LIVESER_MODEL": "liveser-default"]) { $1 })
    #expect(try named.objects()[0]["model"] as? String == "liveser-default")
    let chosen = try run("classify", demoPath, "--format", "jsonl", "--model", "liveser-default")
    #expect(try chosen.objects()[0]["model"] as? String == "liveser-default")
    try Data("{".utf8).write(to: settings)
    let broken = try run("classify", demoPath, "--format", "jsonl")
    #expect(broken.status == 0)
    #expect(try broken.objects()[0]["model"] as? String == "liveser-default")
    #expect(
      broken.diagnostics
        == "liveser: \(settings.path): is no JSON object; it is not used, see 'liveser doctor'\n")
    #expect(try Data(contentsOf: settings) == Data("{".utf8))
  }

  @Test("A corrupt model is refused with what is wrong about it", arguments: ["classify", "listen"])
  func corruptModel(command: String) throws {
    let model = try Data(contentsOf: URL(fileURLWithPath: Executable.model.get()))
    try write("cut.safetensors", model.prefix(model.count / 2))
    try write("empty.safetensors", Data())
    try write("text.safetensors", Data("This is no model at all.\n".utf8))
    let words = command == "classify" ? [demoPath] : ["--input", demoPath]
    for name in ["cut.safetensors", "empty.safetensors", "text.safetensors"] {
      let outcome = try Executable.runBare([command] + words + ["--model", name], folder: folder)
      #expect(outcome.status == 1)
      #expect(outcome.output == "")
      #expect(outcome.diagnostics.hasPrefix("liveser: \(name): is not a sound model file: "))
      #expect(outcome.diagnostics.split(separator: "\n").count == 1)
    }
  }

  @Test("A device there is not is named, with those there are")
  func noDevice() throws {
    let outcome = try Executable.run(["listen", "--device", "no such microphone"])
    #expect(outcome.status == 1)
    #expect(outcome.output == "")
    #expect(outcome.diagnostics.hasPrefix("liveser: no such microphone: there is no such capture device"))
  }

  @Test(
    "Every failing input of 'listen' is named, with status 1",
    arguments: ["empty.wav", "text.wav", "missing.wav"])
  func listenTo(name: String) throws {
    try write("empty.wav", Data())
    try write("text.wav", Data("This is no sound, whatever its name says.\n".utf8))
    let outcome = try Executable.run(["listen", "--input", name], folder: folder)
    #expect(outcome.status == 1)
    #expect(outcome.output == "")
    #expect(outcome.diagnostics.hasPrefix("liveser: \(name): "))
  }

  @Test("A file that breaks off is heard as far as it goes, and then named")
  func listenToDamaged() throws {
    let demo = try Data(contentsOf: URL(fileURLWithPath: demoPath))
    try write("cut.flac", demo.prefix(demo.count / 2))
    let outcome = try Executable.run(["listen", "--input", "cut.flac"], folder: folder)
    #expect(outcome.status == 1)
    #expect(outcome.diagnostics.contains("damaged"))
    let objects = try outcome.objects()
    #expect(objects.first?["type"] as? String == "start")
    #expect(objects.last?["type"] as? String == "end")
    #expect(objects.contains { $0["type"] as? String == "utterance" })
  }

  @Test("Devices are listed as text and as an array", arguments: ["text", "json"])
  func devices(format: String) throws {
    let outcome = try Executable.runBare(["devices", "--format", format])
    #expect(outcome.status == 0)
    guard format == "json" else { return }
    let devices = try #require(
      JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
    for device in devices {
      #expect(
        Set(device.keys) == [
          "name", "description", "default", "sampleRates", "commonSampleRates", "channels", "problem",
        ])
    }
  }
}
