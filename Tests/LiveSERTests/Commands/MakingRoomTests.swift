import Glibc
import Testing

@testable import LiveSER

@Suite("Lines beside a progress bar")
struct MakingRoomTests {
  @Test("A line written while progress is shown stands alone, and progress comes back below it")
  func line() throws {
    let pair = try TerminalPair(columnCount: 60)
    defer { pair.close() }
    let diagnostics = Diagnostics(descriptor: pair.terminal)
    let output = StandardOutput(descriptor: pair.terminal)
    diagnostics.showProgress("working 1/2")
    try diagnostics.makingRoom { () throws(OutputError) in try output.write("a\n") }
    #expect(screen(after: pair.written(), columnCount: 60) == ["a", "working 1/2"])
  }
}
