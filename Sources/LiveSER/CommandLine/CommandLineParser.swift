/// Makes a command of the words typed behind the program's name.
struct CommandLineParser: Sendable {
  /// The commands offered.
  var table = CommandTable.all

  /// Parses `words`. Without a command the first one of the table, the dashboard, is meant.
  func parse(_ words: [String]) throws(CommandLineError) -> ParsedCommand {
    guard let first = words.first, first == "-" || !first.hasPrefix("-") else {
      return try parse(words, as: table.command(named: CommandName.live.rawValue), isImplied: true)
    }
    return try parse(Array(words.dropFirst()), as: table.command(named: first), isImplied: false)
  }

  private func parse(
    _ words: [String], as command: Command, isImplied: Bool
  ) throws(CommandLineError) -> ParsedCommand {
    let scan = OptionScanner.scan(words, for: command.shapes)
    // Help and version win over whatever else the line holds, as far as it was understood.
    for case .option(let index, _) in scan.items where index >= command.options.count {
      switch Command.universalOptions[index - command.options.count].name {
      case "help": return .help(topic: isImplied ? nil : command.name.rawValue)
      default: return .version
      }
    }
    let parsed: ParsedCommand
    do throws(Misuse) {
      if let failure = scan.failure { throw failure }
      parsed = try command.read(scan.items)
    } catch {
      if isImplied, case .unexpectedOperand(let word, _) = error, (try? table.command(named: word)) != nil {
        throw .misuse(of: command.name, .commandNotFirst(word))
      }
      throw .misuse(of: command.name, error)
    }
    if case .help(let topic?) = parsed { _ = try table.command(named: topic) }
    return parsed
  }
}
