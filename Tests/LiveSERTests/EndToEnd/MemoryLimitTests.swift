import Foundation
import Testing

@Suite("Files that ask for more memory than they may have")
final class MemoryLimitTests {
  private let folder: URL

  init() throws {
    folder = try temporaryFolder()
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// Runs the program with room for what files may ask for and no more: asking for more ends it by a signal.
  private func run(_ words: [String]) throws -> Executable.Outcome {
    try Executable.runBare(
      ["-c", "ulimit -v 2500000; exec \"$0\" \"$@\"", Executable.path] + words, folder: folder,
      executable: "/bin/sh")
  }

  @Test("A model of many tensors in the same bytes is refused before one is copied")
  func sharedBytes() throws {
    let byteCount = 8 << 20
    let tensor: [String: Any] = [
      "dtype": "F32", "shape": [byteCount / 4], "data_offsets": [0, byteCount],
    ]
    let header = try JSONSerialization.data(
      withJSONObject: Dictionary(uniqueKeysWithValues: (0..<1000).map { ("t\($0)", tensor) }))
    let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) }
    try (length + header + Data(count: byteCount)).write(to: folder.appendingPathComponent("m.safetensors"))
    let outcome = try run(["classify", demoPath, "--model", "m.safetensors"])
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    #expect(outcome.diagnostics.hasPrefix("liveser: m.safetensors: is not a sound model file: tensor"))
    #expect(outcome.diagnostics.split(separator: "\n").count == 1)
  }

  @Test("A recipe of networks that are too large together is refused before all are built")
  func ensemble() throws {
    let layers = [3400, 3400, 2].map { "{\"type\": \"dense\", \"units\": \($0)}" }.joined(separator: ", ")
    let recipe = """
      {"name": "big", "labels": ["happy", "sad"], "training": {"memberCount": 16},
       "network": {"input": {"bins": 64, "channels": 1}, "layers": [\(layers)]}}
      """
    try recipe.write(to: folder.appendingPathComponent("big.json"), atomically: true, encoding: .utf8)
    let outcome = try run(["train", "big.json", "--data", "."])
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    #expect(outcome.diagnostics.hasPrefix("liveser: big.json: network: "))
    #expect(outcome.diagnostics.contains("the network has more than 33554432 weights"))
    #expect(outcome.diagnostics.split(separator: "\n").count == 1)
  }
}
