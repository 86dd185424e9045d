import Foundation
import Testing

@Suite("Corpora with other classes")
struct CommonClassesTests {
  @Test("leave-one-corpus-out learns and tests the classes that all corpora have, and no others")
  func common() throws {
    let laboratory = try Laboratory.shared.get()
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let corpus = laboratory.folder.appendingPathComponent("corpus").path
    let rows = try String(contentsOfFile: laboratory.manifest, encoding: .utf8).split(separator: "\n")
    // Ann and Bob are the first corpus, Eve and Tom the second, who are never neutral.
    let lines = rows.dropFirst().compactMap { row -> String? in
      var cells = row.split(separator: ",").map(String.init)
      let isSecond = ["eve", "tom"].contains(cells[2])
      if isSecond && cells[4] == "neutral" { return nil }
      cells[0] = "\(corpus)/\(cells[0])"
      if isSecond { cells[1] = "second" }
      return cells.joined(separator: ",")
    }
    try ([String(rows[0])] + lines).joined(separator: "\n").write(
      to: folder.appendingPathComponent("manifest.csv"), atomically: true, encoding: .utf8)
    let outcome = try Executable.runBare(
      ["evaluate", "--recipe", laboratory.recipe, "--protocol", "leave-one-corpus-out", "--epochs", "1"]
        + ["--data", "manifest.csv", "--report", "r", "--threads", "1"], folder: folder)
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    let table = try String(contentsOf: folder.appendingPathComponent("r/predictions.csv"), encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let header = try #require(table.first)
    #expect(header.filter { $0.hasPrefix("p_") } == ["p_sad", "p_angry"])
    #expect(table.count == 1 + 16)
    for row in table.dropFirst() {
      #expect(row.count == header.count)
      let shares = row.suffix(2).compactMap { Double($0) }
      if let first = shares.first { #expect(abs(first + (shares.last ?? 0) - 1) < 1e-3) }
    }
  }
}
