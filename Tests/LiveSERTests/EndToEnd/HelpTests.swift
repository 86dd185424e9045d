import Foundation
import Testing

@testable import LiveSER

@Suite("Help, version and set-up from the shell")
struct HelpTests {
  @Test(
    "Help goes to standard output with status 0, the same by option and by command",
    arguments: CommandName.allCases)
  func help(name: CommandName) throws {
    let pages = try [["help", name.rawValue], [name.rawValue, "--help"], [name.rawValue, "-h"]].map { words in
      let outcome = try Executable.runBare(words)
      #expect(outcome.status == 0 && outcome.diagnostics == "", "\(words)")
      return outcome.output
    }
    #expect(pages[0].hasPrefix("Usage: liveser \(name.rawValue)"))
    if name != .help, name != .version { #expect(Set(pages).count == 1) }
  }

  @Test("The overview and the version go there too")
  func overview() throws {
    let overview = try Executable.runBare(["--help"])
    #expect(overview.status == 0 && overview.diagnostics == "")
    for name in CommandName.allCases { #expect(overview.output.contains("  \(name.rawValue) ")) }
    for words in [["--version"], ["version"]] {
      let outcome = try Executable.runBare(words)
      #expect(outcome.status == 0 && outcome.diagnostics == "")
      #expect(outcome.output == "liveser \(Program.version)\n")
    }
  }

  @Test("Without a Swift toolchain the set-up says in one line what is wanted, and installs nothing")
  func noToolchain() throws {
    let script = sourceTree.appendingPathComponent("scripts/bootstrap").path
    let outcome = try Executable.runBare([script], environment: ["PATH": "/nowhere"], executable: "/bin/bash")
    #expect(outcome.status == 1 && outcome.output == "")
    #expect(outcome.diagnostics.hasPrefix("bootstrap: there is no 'swift' here: install Swift "))
    #expect(outcome.diagnostics.split(separator: "\n").count == 1)
  }
}
