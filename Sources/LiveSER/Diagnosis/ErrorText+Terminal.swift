import TUI

extension TUIError {
  /// What is wrong with the terminal, and what to do.
  var text: String {
    let reason =
      switch self {
      case .noTerminal(.inputIsNotTerminal): "standard input is not a terminal"
      case .noTerminal(.outputIsNotTerminal): "standard output is not a terminal"
      case .noTerminal(.typeNotSet): "TERM is not set"
      case .noTerminal(.unknownType(let name)): "there is no entry for the terminal '\(name)' (TERM)"
      case .noTerminal(.cannotMoveCursor(let name)): "the terminal '\(name)' (TERM) cannot place its cursor"
      case .standardErrorNotRedirected(let reason): "standard error cannot be held back (\(reason))"
      }
    return "\(reason): the dashboard cannot be drawn; 'liveser listen' needs no screen"
  }
}
