import Glibc
import Synchronization
import Training

/// Signals that ask the program to end, noted for the code that ends it in order.
///
/// A signal is noted once; the second one of its kind ends the program on the spot. Hang-ups are noted however many come: a
/// shell and the system may each send one for the same closed window.
enum Interruption {
  private static let received = Atomic<Int32>(0)

  /// Notes `signals` from now on instead of ending the program, even where the parent process had them blocked; one of a
  /// hang-up stays ignored where it is, as `nohup` wants it.
  ///
  /// - Thread: the main thread, which keeps them; threads of the program's own block them.
  static func watch(_ signals: Int32...) {
    received.store(0, ordering: .relaxed)
    var watched = sigset_t()
    sigemptyset(&watched)
    for number in signals {
      if number == SIGHUP, isIgnored(number) { continue }
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { Interruption.received.store($0, ordering: .relaxed) }
      action.sa_flags = number == SIGHUP ? 0 : Int32(bitPattern: UInt32(SA_RESETHAND))
      sigaction(number, &action, nil)
      sigaddset(&watched, number)
    }
    pthread_sigmask(SIG_UNBLOCK, &watched, nil)
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// The signal that came; nil while none has.
  static var signal: Int32? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// Ends work on clips once a signal has come.
  static func check(_ clip: Clip) throws(TrainingError) {
    if signal != nil { throw .undecodable(path: clip.path, reason: "interrupted") }
  }
}
