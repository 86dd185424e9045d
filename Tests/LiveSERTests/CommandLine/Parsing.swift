import Testing

@testable import LiveSER

/// Every command declared, those to come included.
let parser = CommandLineParser(table: .all)

/// The command a line of words makes; words are told apart by spaces.
func parsed(_ line: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> ParsedCommand {
  try parser.parse(line.split(separator: " ").map(String.init))
}

/// What is wrong with a line of words, and with which command's.
func misuse(of line: String, sourceLocation: SourceLocation = #_sourceLocation) -> (CommandName, Misuse)? {
  do throws(CommandLineError) {
    let command = try parser.parse(line.split(separator: " ").map(String.init))
    Issue.record("'\(line)' was taken for \(command)", sourceLocation: sourceLocation)
    return nil
  } catch {
    guard case .misuse(let command, let misuse) = error else {
      Issue.record("'\(line)' gave \(error)", sourceLocation: sourceLocation)
      return nil
    }
    return (command, misuse)
  }
}
