/// The commands, by the name typed.
enum CommandName: String, CaseIterable, Sendable {
  case live, classify, listen, record, devices, doctor, features, models, train, evaluate, help, version
}

/// A command: its help, and how its words become arguments.
struct Command: Sendable {
  /// An option's part of the help.
  struct OptionHelp: Sendable {
    /// Name without dashes.
    var name: String
    /// One-letter form.
    var letter: Character?
    /// How the value is called; nil for a switch.
    var valueName: String?
    /// What it does.
    var summary: String
    /// What holds without it.
    var defaultText: String?
  }

  /// Every command has these, behind its own.
  static let universalOptions = [
    OptionHelp(name: "help", letter: "h", summary: "show this help"),
    OptionHelp(name: "version", summary: "show the version"),
  ]

  /// Name typed.
  var name: CommandName
  /// One line for the list of commands.
  var summary: String
  /// Paragraphs of its help page.
  var details: [String]
  /// Operands as the usage line shows them.
  var operandUsage: String
  /// Help on the operands.
  var operandSummary: String
  /// The command's own options.
  var options: [OptionHelp]
  /// Makes arguments of the scanned words; option indices count among `options`.
  var read: @Sendable ([OptionScan.Item]) throws(Misuse) -> ParsedCommand

  /// Declares a command.
  ///
  /// - Parameters:
  ///   - defaults: the arguments when nothing is given.
  ///   - finish: checks what concerns several options, and wraps the arguments.
  init<Arguments: Sendable>(
    _ name: CommandName, _ summary: String, details: [String] = [],
    defaults: Arguments, operands: CommandOperands<Arguments> = .none,
    options: [CommandOption<Arguments>] = [],
    finish: @escaping @Sendable (Arguments) throws(Misuse) -> ParsedCommand
  ) {
    self.name = name
    self.summary = summary
    self.details = details
    operandUsage = operands.usage
    operandSummary = operands.summary
    self.options = options.map { option in
      OptionHelp(
        name: option.name, valueName: option.valueName, summary: option.summary,
        defaultText: option.defaultText(defaults))
    }
    read = { (items) throws(Misuse) in
      var arguments = defaults
      var words: [String] = []
      for item in items {
        switch item {
        case .option(let index, let value): try options[index].store(&arguments, value ?? "")
        case .operand(let word): words.append(word)
        }
      }
      if words.count < operands.count.lowerBound { throw .missingOperand(operands.usage) }
      if words.count > operands.count.upperBound {
        throw .unexpectedOperand(words[operands.count.upperBound], suggestion: nil)
      }
      try operands.store(&arguments, words)
      return try finish(arguments)
    }
  }

  /// All its options, for the scanner: its own, then the universal ones.
  var shapes: [OptionShape] {
    (options + Self.universalOptions).map {
      OptionShape(name: $0.name, letter: $0.letter, takesValue: $0.valueName != nil)
    }
  }
}
