import Testing

@testable import LiveSER

@Suite("Help")
struct HelpTextTests {
  @Test("Every line fits in 80 columns and ends without spaces", arguments: CommandName.allCases)
  func width(name: CommandName) throws {
    let page = HelpText.text(on: name.rawValue, from: .all)
    #expect(page.hasPrefix("Usage: liveser \(name.rawValue)"))
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      #expect(line.count <= 80, "\(line)")
      #expect(line.last != " ", "\(line)")
      #expect(line.allSatisfy { $0.isASCII }, "\(line)")
    }
  }

  @Test(
    "Every option stands on its command's page with value, default and text",
    arguments: CommandTable.all.commands.map(\.name))
  func options(name: CommandName) throws {
    let command = try CommandTable.all.command(named: name.rawValue)
    let page = HelpText.page(on: command)
    let words = page.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for option in command.options + Command.universalOptions {
      let value = option.valueName.map { " \($0)" } ?? ""
      let remark = option.defaultText.map { " (\($0))" } ?? ""
      #expect(words.contains("--\(option.name)\(value) \(option.summary)\(remark)"))
    }
  }

  @Test("Defaults are those of the arguments")
  func defaults() throws {
    let live = HelpText.text(on: "live", from: .all)
    let words = live.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("(default: the settings, 30)"))
    #expect(live.contains("(default: \(LiveArguments().color.rawValue))"))
  }

  @Test("The overview lists every command on a line and fits in 80 columns")
  func overview() {
    let lines = HelpText.overview(of: .all).split(separator: "\n")
    for command in CommandTable.all.commands {
      #expect(lines.contains { $0.hasPrefix("  \(command.name.rawValue) ") && $0.hasSuffix(command.summary) })
    }
    for line in lines { #expect(line.count <= 80, "\(line)") }
  }
}
