import Foundation
import Network
import Recognition
import Testing

@testable import LiveSER

@Suite("Recipes of several networks")
struct EnsembleTests {
  private let laboratory: Laboratory

  init() throws {
    laboratory = try Laboratory.shared.get()
  }

  private func tensors(_ folder: URL, _ name: String) throws -> [String: SafeTensors.Tensor] {
    let data = try #require(FileManager.default.contents(atPath: folder.appendingPathComponent(name).path))
    return try SafeTensors(bytes: data).tensors
  }

  /// A folder with the recipe `pair.json`.
  private func folder() throws -> URL {
    let folder = try temporaryFolder()
    try Laboratory.recipe("\"memberCount\": 2").write(
      to: folder.appendingPathComponent("pair.json"), atomically: true, encoding: .utf8)
    return folder
  }

  private func words(_ recipe: String, seed: Int, output: String) -> [String] {
    [
      "train", recipe, "--data", laboratory.manifest, "--epochs", "6", "--seed", "\(seed)", "--threads", "1",
      "--output", output,
    ]
  }

  @Test("Each network is trained as it would be alone, from a seed of its own, and all make one model")
  func members() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let outcome = try Executable.runBare(words("pair.json", seed: 2, output: "m.safetensors"), folder: folder)
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains("in 2 networks") && outcome.diagnostics.contains("network 2 of 2"))
    let joined = try tensors(folder, "m.safetensors")
    for (index, seed) in [4, 5].enumerated() {
      let alone = try Executable.runBare(
        words(laboratory.recipe, seed: seed, output: "\(seed).safetensors"), folder: folder)
      #expect(alone.status == 0, "\(alone.diagnostics)")
      let name = "layers.1.weight"
      let own = try #require(tensors(folder, "\(seed).safetensors")[name])
      let part = try #require(joined["layers.0.branches.\(index).\(name)"])
      #expect(own.values.copied() == part.values.copied())
    }
    let model = try EmotionModel(path: folder.appendingPathComponent("m.safetensors").path)
    #expect(model.metadata.provenance.seed == 2 && model.metadata.provenance.epochCount == 6)
    let card = try String(contentsOf: folder.appendingPathComponent("m.md"), encoding: .utf8)
    #expect(card.contains("2 networks, whose logits are averaged: each 6 epochs"))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!names.contains { $0.contains("checkpoint") })
  }

  @Test("Members may have other layers: each learns as a recipe with its network would alone")
  func unlike() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let lstm = "{\"type\": \"lstm\", \"units\": 4}, "
    let plain = Laboratory.recipe().replacing(lstm, with: "")
    try #require(plain != Laboratory.recipe())
    try plain.write(to: folder.appendingPathComponent("plain.json"), atomically: true, encoding: .utf8)
    let start = try #require(plain.range(of: "\"network\": ")).upperBound
    let end = try #require(plain.range(of: ",\n  \"training\"")).lowerBound
    let mixed = Laboratory.recipe("\"memberCount\": 2").replacing(
      "\"training\": {", with: "\"otherNetworks\": [\(plain[start..<end])],\n  \"training\": {")
    try mixed.write(to: folder.appendingPathComponent("mixed.json"), atomically: true, encoding: .utf8)
    for (recipe, seed, output) in [("mixed.json", 2, "m"), ("plain.json", 5, "p")] {
      let outcome = try Executable.runBare(
        words(recipe, seed: seed, output: "\(output).safetensors"), folder: folder)
      #expect(outcome.status == 0, "\(outcome.diagnostics)")
    }
    let joined = try tensors(folder, "m.safetensors")
    #expect(joined.keys.contains { $0.hasPrefix("layers.0.branches.0.layers.6.") })
    #expect(!joined.keys.contains { $0.hasPrefix("layers.0.branches.1.layers.6.") })
    let name = "layers.1.weight"
    let own = try #require(tensors(folder, "p.safetensors")[name])
    let part = try #require(joined["layers.0.branches.1.\(name)"])
    #expect(own.values.copied() == part.values.copied())
    let single = mixed.replacing("\"memberCount\": 2", with: "\"memberCount\": 1")
    try single.write(to: folder.appendingPathComponent("single.json"), atomically: true, encoding: .utf8)
    let refused = try Executable.runBare(
      words("single.json", seed: 0, output: "s.safetensors"), folder: folder)
    #expect(refused.status == 1 && refused.diagnostics.contains("otherNetworks"), "\(refused.diagnostics)")
  }

  @Test("Networks that cannot be averaged are refused before anything is trained")
  func refused() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let recipe = Laboratory.recipe("\"memberCount\": 2").replacing(
      "{\"type\": \"dense\", \"units\": 3}", with: "{\"type\": \"dense\", \"units\": 3}, {\"type\": \"tanh\"}"
    )
    try recipe.write(to: folder.appendingPathComponent("odd.json"), atomically: true, encoding: .utf8)
    let outcome = try Executable.runBare(words("odd.json", seed: 0, output: "m.safetensors"), folder: folder)
    #expect(outcome.status == 1 && !outcome.diagnostics.contains("epoch"))
    #expect(
      outcome.diagnostics.contains("odd.json") && outcome.diagnostics.contains("end in the same dense layer"))
  }

  @Test("Killed in the second network, a training goes on there and ends in the same bytes")
  func resume() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let words = words("pair.json", seed: 2, output: "m.safetensors") + ["--epochs", "40"]
    let whole = try Executable.runBare(words, folder: folder)
    #expect(whole.status == 0, "\(whole.diagnostics)")
    let model = folder.appendingPathComponent("m.safetensors").path
    let expected = FileManager.default.contents(atPath: model)
    try FileManager.default.removeItem(atPath: model)
    let running = try Executable.Running(words, folder: folder)
    let checkpoint = model + ".checkpoint-2"
    while running.process.isRunning, !FileManager.default.fileExists(atPath: checkpoint) { usleep(500) }
    kill(running.process.processIdentifier, SIGKILL)
    _ = running.finish()
    try #require(!FileManager.default.fileExists(atPath: model), "it was over before it could be stopped")
    let resumed = try Executable.runBare(words + ["--resume"], folder: folder)
    #expect(resumed.status == 0, "\(resumed.diagnostics)")
    #expect(resumed.diagnostics.contains("going on after epoch 40"))
    #expect(FileManager.default.contents(atPath: model) == expected)
  }

  @Test(
    "An evaluation with --checkpoints goes on where it was killed and gives the figures of an unbroken one")
  func evaluation() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let words = [
      "evaluate", "--recipe", "pair.json", "--protocol", "speaker-kfold:2", "--epochs", "12", "--threads",
      "1",
      "--data", laboratory.manifest,
    ]
    let whole = try Executable.runBare(words + ["--report", "whole"], folder: folder)
    #expect(whole.status == 0, "\(whole.diagnostics)")
    let kept = words + ["--report", "kept", "--checkpoints", "states"]
    let running = try Executable.Running(kept, folder: folder)
    let state = folder.appendingPathComponent("states/fold-0-seed-1.checkpoint").path
    while running.process.isRunning, !FileManager.default.fileExists(atPath: state) { usleep(500) }
    kill(running.process.processIdentifier, SIGKILL)
    _ = running.finish()
    let resumed = try Executable.runBare(kept, folder: folder)
    #expect(resumed.status == 0, "\(resumed.diagnostics)")
    func predictions(_ name: String) -> Data? {
      FileManager.default.contents(atPath: folder.appendingPathComponent("\(name)/predictions.csv").path)
    }
    #expect(predictions("kept") != nil && predictions("kept") == predictions("whole"))
    // The epochs before the kill took time too.
    #expect(resumed.output.contains("epochs from checkpoints took "))
    #expect(!whole.output.contains("from checkpoints"))
    let states = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/states")
    #expect(
      states.sorted()
        == ["fold-0-seed-0", "fold-0-seed-1", "fold-1-seed-0", "fold-1-seed-1"].map { $0 + ".checkpoint" })
    let other = try Executable.runBare(kept + ["--epochs", "13"], folder: folder)
    #expect(other.status == 1 && other.diagnostics.contains("belongs to another recipe"))
  }
}
