/// Why a command line cannot be carried out.
enum CommandLineError: Error, Sendable, Equatable {
  /// There is no command of this name.
  case unknownCommand(String, suggestion: String?)
  /// The command is known and is used wrongly.
  case misuse(of: CommandName, Misuse)
}

/// What is wrong with the words that follow a command. Option names are as typed, with their dashes.
enum Misuse: Error, Sendable, Equatable {
  /// The command has no such option.
  case unknownOption(String, suggestion: String?)
  /// An abbreviation fits more than one option.
  case ambiguousOption(String, candidates: [String])
  /// An option that takes a value stands last.
  case missingValue(option: String)
  /// A switch was given a value (`--ascii=yes`).
  case unwantedValue(option: String)
  /// The value of an option or operand called `name` is not what it must be.
  case badValue(String, name: String, expectation: String, suggestion: String?)
  /// An operand the command cannot do without is absent.
  case missingOperand(String)
  /// An option the command cannot do without is absent.
  case missingOption(String)
  /// An operand too many.
  case unexpectedOperand(String, suggestion: String?)
  /// Two things that exclude each other.
  case conflict(String, String)
  /// An option that means something only with another.
  case requires(String, other: String)
  /// Options stand before the command's name.
  case commandNotFirst(String)
}
