/// Why the screen could not be taken. The text a person reads is made in the program, from these cases.
public enum TUIError: Error, Sendable, Equatable {
  /// There is no terminal to draw on.
  case noTerminal(NoTerminalReason)
  /// Standard error could not be kept off the screen; `reason` is the system's word.
  case standardErrorNotRedirected(reason: String)
}

/// What is wrong with the terminal.
public enum NoTerminalReason: Sendable, Equatable {
  /// Standard input is not a terminal.
  case inputIsNotTerminal
  /// Standard output is not a terminal.
  case outputIsNotTerminal
  /// `TERM` is not set.
  case typeNotSet
  /// The terminal database has no entry of this name.
  case unknownType(name: String)
  /// A terminal of this type cannot place its cursor.
  case cannotMoveCursor(name: String)
}
