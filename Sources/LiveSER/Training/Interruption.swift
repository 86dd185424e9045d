import Glibc
import Synchronization

/// Ctrl-C as a request that long work looks at between steps.
enum Interruption {
  private static let requested = Atomic<Bool>(false)

  /// Whether Ctrl-C was typed, or the program was asked to end.
  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// From here on, Ctrl-C and termination are requests; a second one ends the program at once.
  static func listen() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        if Interruption.requested.exchange(true, ordering: .relaxed) { _exit(128 + number) }
      }
    }
  }
}
