import Foundation
import Recognition
import Testing
import Training

@testable import LiveSER

@Suite("train")
struct TrainTests {
  private let laboratory: Laboratory

  init() throws {
    laboratory = try Laboratory.shared.get()
  }

  private func data(_ folder: URL, _ name: String) -> Data? {
    FileManager.default.contents(atPath: folder.appendingPathComponent(name).path)
  }

  private func json(_ folder: URL, _ name: String) throws -> [String: Any] {
    let bytes = try #require(data(folder, name))
    return try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
  }

  @Test("It says what it will do, does it, and leaves model, card, record and report, but no checkpoint")
  func whole() throws {
    let (folder, outcome) = try Laboratory.trained.get()
    #expect(outcome.status == 0 && outcome.output.isEmpty, "\(outcome.diagnostics)")
    let lines = outcome.diagnostics.split(separator: "\n").map(String.init)
    let outline = try #require(
      lines.firstIndex { $0.contains("made: 24 clips of 4 speakers: 8 neutral, 8 sad") })
    let firstEpoch = try #require(lines.firstIndex { $0.contains("epoch 1/12") })
    #expect(outline < firstEpoch && lines.contains { $0.contains("epoch 12/12") })
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names == ["m.card.json", "m.md", "m.safetensors", "report"])
    let model = try EmotionModel(path: folder.appendingPathComponent("m.safetensors").path)
    #expect(model.labels == Laboratory.labels && model.metadata.provenance.clipCounts == ["made": 24])
    #expect(model.metadata.provenance.command.contains("--seed 3"))
    let card = String(decoding: try #require(data(folder, "m.md")), as: UTF8.self)
    #expect(card.contains("| made | – | 4 | 24 | 24 | 8 | 8 | 8 |") && card.contains("not calibrated"))
    #expect(card.contains("\"epochCount\" : 12") && card.contains("| 1 | convolution | T/4 × 16 × 4 | 36 |"))
    let record = try json(folder, "m.card.json")
    #expect((record["speakers"] as? [String])?.count == 4 && record["temperature"] as? Double == 1)
    let history = try json(folder, "report/history.json")
    #expect((history["history"] as? [Any])?.count == 12)
    let picture = String(decoding: try #require(data(folder, "report/training.svg")), as: UTF8.self)
    #expect(picture.contains("<svg") && picture.contains("</svg>"))
  }

  @Test(
    "Killed in the middle or stopped by Ctrl-C, it goes on with --resume and ends in the same bytes",
    arguments: [SIGKILL, SIGINT])
  func resume(signal: Int32) throws {
    let whole = try Laboratory.trained.get()
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let words = laboratory.training + ["--report", "report"]
    let running = try Executable.Running(words, folder: folder)
    let checkpoint = folder.appendingPathComponent("m.safetensors.checkpoint").path
    while running.process.isRunning, !FileManager.default.fileExists(atPath: checkpoint) { usleep(500) }
    kill(running.process.processIdentifier, signal)
    let stopped = running.finish()
    try #require(data(folder, "m.safetensors") == nil, "it was over before it could be stopped")
    if signal == SIGINT {
      #expect(stopped.status == 130)
      #expect(stopped.diagnostics.contains("m.safetensors.checkpoint holds epoch "))
    } else {
      #expect(stopped.status == -SIGKILL)
    }
    let resumed = try Executable.runBare(words + ["--resume"], folder: folder)
    #expect(resumed.status == 0, "\(resumed.diagnostics)")
    #expect(resumed.diagnostics.contains("going on after epoch "))
    #expect(!resumed.diagnostics.contains("epoch 1/12"))
    #expect(data(folder, "m.safetensors") == data(whole.folder, "m.safetensors"))
    #expect(data(folder, "m.safetensors.checkpoint") == nil)
  }

  @Test("Where there is no room, it trains on, fails in the end, and the last checkpoint is as it was")
  func fullDisk() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let running = try Executable.Running(laboratory.training, folder: folder)
    let checkpoint = folder.appendingPathComponent("m.safetensors.checkpoint").path
    while running.process.isRunning, !FileManager.default.fileExists(atPath: checkpoint) { usleep(500) }
    kill(running.process.processIdentifier, SIGKILL)
    _ = running.finish()
    let before = try #require(data(folder, "m.safetensors.checkpoint"))
    // No file may grow over 4 KiB, as if the disk were full.
    let words = ["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\"", Executable.path]
    let limited = try Executable.runBare(
      words + laboratory.training + ["--resume"], folder: folder, executable: "/bin/sh")
    #expect(limited.status == 1)
    #expect(limited.diagnostics.contains("warning: m.safetensors.checkpoint: cannot be written: "))
    #expect(limited.diagnostics.contains("it still holds epoch "))
    #expect(limited.diagnostics.contains("make room and go on with --resume"))
    #expect(data(folder, "m.safetensors.checkpoint") == before)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["m.safetensors.checkpoint"])
  }

  @Test("Speakers held apart are not learnt from and give the temperature")
  func validation() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    // The recipe lies where the model is written, under the same name, and must stay what it is.
    let recipe = folder.appendingPathComponent("tiny.json")
    try Laboratory.recipe().write(to: recipe, atomically: true, encoding: .utf8)
    let outcome = try Executable.runBare(
      ["train", "tiny.json", "--data", laboratory.manifest, "--validation-speakers", "eve,made-tom"],
      folder: folder)
    #expect(try String(contentsOf: recipe, encoding: .utf8) == Laboratory.recipe())
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains("held apart: 12 clips of made-eve, made-tom"))
    #expect(outcome.diagnostics.contains("validation UAR"))
    let record = try json(folder, "tiny.card.json")
    #expect(record["speakers"] as? [String] == ["made-ann", "made-bob"])
    #expect(record["temperature"] as? Double != 1)
    #expect((record["calibrationSource"] as? String)?.contains("12 clips of 2 speakers") == true)
  }

  @Test(
    "Models whose names have a dot keep cards of their own, and no model takes another's record for its own")
  func dottedNames() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try Laboratory.recipe().write(
      to: folder.appendingPathComponent("tiny.json"), atomically: true, encoding: .utf8)
    for (name, seed) in [("mine-0.1", "1"), ("m.md", "2")] {
      let outcome = try Executable.runBare(
        [
          "train", "tiny.json", "--data", laboratory.manifest, "--epochs", "1", "--output", name, "--seed",
          seed,
        ], folder: folder)
      #expect(outcome.status == 0, "\(outcome.diagnostics)")
      #expect(try EmotionModel(path: folder.appendingPathComponent(name).path).metadata.name == name)
      #expect(data(folder, "\(name).md") != nil)
      #expect(try json(folder, "\(name).card.json")["name"] as? String == name)
    }
    func statement() throws -> Bool {
      try Executable.runBare(
        ["evaluate", "--model", "./mine-0.1", "--data", laboratory.manifest], folder: folder
      ).output.contains("learnt from 4 of the 4 speakers tested here")
    }
    #expect(try statement())
    // That of another training, which may have learnt from others.
    try FileManager.default.removeItem(at: folder.appendingPathComponent("mine-0.1.card.json"))
    try FileManager.default.copyItem(
      at: folder.appendingPathComponent("m.md.card.json"),
      to: folder.appendingPathComponent("mine-0.1.card.json")
    )
    #expect(try !statement())
  }

  @Test(
    "A recipe that watches validation clips has some held apart, and what they are worth is said",
    arguments: [true, false])
  func watching(isApart: Bool) throws {
    let folder = try laboratory.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let manifest = folder.appendingPathComponent("manifest.csv")
    if !isApart {
      var rows = try String(contentsOf: manifest, encoding: .utf8)
      for speaker in Laboratory.speakers { rows.replace(",\(speaker),", with: ",,") }
      try rows.write(to: manifest, atomically: true, encoding: .utf8)
    }
    try Laboratory.recipe(#""earlyStopping": {"monitor": "validationLoss", "patience": 5}"#).write(
      to: folder.appendingPathComponent("watching.json"), atomically: true, encoding: .utf8)
    let outcome = try Executable.runBare(
      ["train", "watching.json", "--data", "manifest.csv", "--epochs", "1"], folder: folder)
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains("too few speakers") == !isApart)
    let record = try json(folder, "watching.card.json")
    let speakers = try #require(record["speakers"] as? [String])
    let apart = try #require(record["validationSpeakers"] as? [String])
    #expect(apart.isEmpty == !isApart && Set(apart).isDisjoint(with: speakers))
    let source = try #require(record["calibrationSource"] as? String)
    #expect(source.contains(isApart ? "held apart" : "also learnt from"))
    let card = String(decoding: try #require(data(folder, "watching.md")), as: UTF8.self)
    #expect(card.contains("speakers who are also learnt from") == !isApart)
  }

  @Test("Corpora that the recipe limits or weighs and the data lacks are told, those that are there are not")
  func namedCorpora() throws {
    let folder = try laboratory.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try Laboratory.recipe(
      #""clipsPerEpoch": {"limited": 4, "made": 12, "noise": 1}, "corpusWeights": {"wieghed": 2, "made": 2}"#
    ).write(to: folder.appendingPathComponent("naming.json"), atomically: true, encoding: .utf8)
    let outcome = try Executable.runBare(
      ["train", "naming.json", "--data", "manifest.csv", "--epochs", "1"], folder: folder)
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(
      outcome.diagnostics.contains("named by the recipe but not in the data: limited, wieghed\n"),
      "\(outcome.diagnostics)")
  }

  @Test("A label that unreadable files leave without clips is no label to train")
  func emptiedLabel() throws {
    let folder = try laboratory.folder(adding: ["text.wav,made,ann,female,calm,9"])
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("This is no sound.\n".utf8).write(to: folder.appendingPathComponent("text.wav"))
    try Laboratory.recipe().replacing(#""sad", "angry"]"#, with: #""sad", "calm"]"#).write(
      to: folder.appendingPathComponent("calm.json"), atomically: true, encoding: .utf8)
    let outcome = try Executable.runBare(
      ["train", "calm.json", "--data", "manifest.csv", "--skip-unreadable"], folder: folder)
    #expect(outcome.status == 1 && outcome.diagnostics.contains("calm"), "\(outcome.diagnostics)")
    #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("calm.safetensors").path))
  }

  @Test("Clips that cannot be read are named, and refused or left out")
  func unreadable() throws {
    let folder = try laboratory.folder(adding: [
      "text.wav,made,ann,female,sad,9", "none.wav,made,bob,male,sad,9",
    ])
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("This is no sound.\n".utf8).write(to: folder.appendingPathComponent("text.wav"))
    try SoundFiles.wav([0.1, 0.2], rate: 16_000).write(to: folder.appendingPathComponent("none.wav"))
    let words = ["train", laboratory.recipe, "--data", "manifest.csv", "--epochs", "1"]
    let refused = try Executable.runBare(words, folder: folder)
    #expect(refused.status == 1 && refused.diagnostics.contains("--skip-unreadable"))
    #expect(refused.diagnostics.contains("text.wav: is in no audio format known"))
    #expect(refused.diagnostics.contains("none.wav: is shorter than one frame"))
    let skipped = try Executable.runBare(words + ["--skip-unreadable"], folder: folder)
    #expect(skipped.status == 0 && skipped.diagnostics.contains("left out: 2 files"))
    let model = try EmotionModel(path: folder.appendingPathComponent("tiny.safetensors").path)
    #expect(model.metadata.provenance.clipCounts == ["made": 24])
  }

  @Test("It needs no more memory from epoch to epoch")
  func memory() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let running = try Executable.Running(laboratory.training + ["--epochs", "150"], folder: folder)
    let checkpoint = folder.appendingPathComponent("m.safetensors.checkpoint").path
    // Resident pages from the second epoch on, as often as there is a new checkpoint.
    var pages: [Int] = []
    var last = Date.distantPast
    while running.process.isRunning {
      let changed = try? FileManager.default.attributesOfItem(atPath: checkpoint)[.modificationDate] as? Date
      if let changed, changed > last,
        let text = try? String(
          contentsOfFile: "/proc/\(running.process.processIdentifier)/statm", encoding: .utf8),
        let resident = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
      {
        last = changed
        pages.append(resident)
      }
      usleep(2000)
    }
    #expect(running.finish().status == 0)
    try #require(pages.count >= 20, "\(pages.count) epochs were seen")
    let early = pages[pages.count / 5]
    #expect((pages[pages.count - 2] - early) * 4096 < 3 << 20, "\(pages)")
  }
}
