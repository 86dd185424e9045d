/// How the program ends, as its caller sees it.
enum ExitStatus: Int32, Sendable, Equatable {
  /// All was done.
  case done = 0
  /// Some input failed; the rest was still done.
  case someFailed = 1
  /// The command line was wrong; nothing was done.
  case wrongUsage = 2
  /// Ctrl-C, as shells report it (128 + SIGINT).
  case interrupted = 130
}
