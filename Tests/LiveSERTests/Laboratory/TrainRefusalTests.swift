import Foundation
import Testing

@Suite("What no model could come of")
struct TrainRefusalTests {
  private let laboratory: Laboratory

  init() throws {
    laboratory = try Laboratory.shared.get()
  }

  @Test("A name that no model may have is refused before anything is read")
  func name() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in [String(repeating: "m", count: 110), "two\nlines"] {
      let outcome = try Executable.runBare(
        ["train", laboratory.recipe, "--data", laboratory.manifest, "--output", "\(name).safetensors"],
        folder: folder)
      #expect(outcome.status == 1 && outcome.output.isEmpty)
      #expect(outcome.diagnostics.contains(": cannot be written: the model's name must be of 1 to 100 "))
      #expect(outcome.diagnostics.split(separator: "\n").count == 1)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test(
    "A recipe whose model could not be read is refused before anything is trained",
    arguments: [
      "train RECIPE --data DATA", "evaluate --recipe RECIPE --data DATA --protocol speaker-kfold:2",
    ])
  func recipe(words: String) throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let slow = Laboratory.recipe().replacing(
      "\"network\": {",
      with: """
        "frontEnd": {"logMel": {"windowLength": 20000, "hopLength": 20000, "fftSize": 20480, "framesPerStep": 1}},
        "network": {
        """)
    try #require(slow != Laboratory.recipe())
    try slow.write(to: folder.appendingPathComponent("slow.json"), atomically: true, encoding: .utf8)
    let arguments = words.split(separator: " ").map {
      $0 == "RECIPE" ? "slow.json" : $0 == "DATA" ? laboratory.manifest : String($0)
    }
    let outcome = try Executable.runBare(arguments, folder: folder)
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    #expect(
      outcome.diagnostics
        == "liveser: slow.json: frontEnd.logMel: rows are too far apart: a pause is longer than a minute\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["slow.json"])
  }

  @Test("A model of clips without speakers is not said to know none of them")
  func unknownSpeakers() throws {
    let folder = try laboratory.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let manifest = folder.appendingPathComponent("manifest.csv")
    var rows = try String(contentsOf: manifest, encoding: .utf8)
    for speaker in Laboratory.speakers { rows.replace(",\(speaker),", with: ",,") }
    try rows.write(to: manifest, atomically: true, encoding: .utf8)
    let trained = try Executable.runBare(
      ["train", laboratory.recipe, "--data", "manifest.csv", "--epochs", "1", "--output", "m.safetensors"],
      folder: folder)
    #expect(trained.status == 0, "\(trained.diagnostics)")
    for data in ["manifest.csv", laboratory.manifest] {
      let scored = try Executable.runBare(
        ["evaluate", "--model", "./m.safetensors", "--data", data], folder: folder)
      #expect(scored.status == 0, "\(scored.diagnostics)")
      let words = scored.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(!words.contains("learnt from none") && words.contains("Not all speakers are known."))
    }
  }
}
