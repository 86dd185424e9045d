extension CommandLineError {
  /// One line for the user, without the program's name: what is wrong, and what to do.
  var text: String {
    switch self {
    case .unknownCommand(let word, let suggestion?):
      "unknown command '\(word)'; did you mean '\(suggestion)'?"
    case .unknownCommand(let word, nil):
      "unknown command '\(word)'; '\(Program.name) help' lists the commands"
    case .misuse(let command, let misuse):
      "\(command.rawValue): \(misuse.text)\(misuse.isSelfExplaining ? "" : Self.pointer(to: command))"
    }
  }

  private static func pointer(to command: CommandName) -> String {
    "; see '\(Program.name) help \(command.rawValue)'"
  }
}

extension Misuse {
  /// Whether the text says by itself what to type instead.
  fileprivate var isSelfExplaining: Bool {
    switch self {
    case .unknownOption(_, let suggestion), .unexpectedOperand(_, let suggestion): suggestion != nil
    case .ambiguousOption, .badValue, .commandNotFirst, .requires: true
    case .missingValue, .unwantedValue, .missingOperand, .missingOption, .conflict: false
    }
  }

  /// What is wrong, without the command's name.
  fileprivate var text: String {
    switch self {
    case .unknownOption(let option, let suggestion):
      "unknown option '\(option)'\(Self.didYouMean(suggestion))"
    case .ambiguousOption(let option, let candidates):
      "'\(option)' is ambiguous: \(candidates.joined(separator: " or "))"
    case .missingValue(let option):
      "'\(option)' needs a value"
    case .unwantedValue(let option):
      "'\(option)' takes no value"
    case .badValue(let value, let name, let expectation, let suggestion):
      "'\(value)' is no value for \(name), which takes \(expectation)\(Self.didYouMean(suggestion))"
    case .missingOperand(let name):
      "needs \(name)"
    case .missingOption(let option):
      "needs \(option)"
    case .unexpectedOperand(let word, let suggestion):
      "does not know what to do with '\(word)'\(Self.didYouMean(suggestion))"
    case .conflict(let one, let other):
      "\(one) and \(other) exclude each other"
    case .requires(let option, let other):
      "\(option) means something only with \(other)"
    case .commandNotFirst(let command):
      "the command comes first: '\(Program.name) \(command) ...'"
    }
  }

  private static func didYouMean(_ suggestion: String?) -> String {
    suggestion.map { "; did you mean '\($0)'?" } ?? ""
  }
}
