import Foundation
import Testing

/// What a machine without libFuzzer can do in seconds; `make fuzz` does the rest.
@Suite("Readers of other people's files")
struct ReplayTests {
  private static let seeds = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Trials/Seeds")

  @Test(
    "Seeds and changes of them are read or refused, without a crash", arguments: FuzzTarget.all.map(\.name))
  func replay(name: String) throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    let folder = Self.seeds.appendingPathComponent(name).path
    let seeds = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map {
      try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)"))
    }
    try #require(!seeds.isEmpty)
    defer { FuzzFolder.remove() }
    var chance = SeededChanges(state: 1)
    for seed in seeds {
      target.read(seed)
      for _ in 0..<300 / seeds.count { target.read(chance.change(of: seed, among: seeds)) }
    }
  }
}
