import Glibc
import Synchronization

/// Threads that were left behind in a sound library.
///
/// The library's own clean-up at the end of the process would wait for them.
public enum AbandonedThreads {
  private static let threadCount = Atomic<Int>(0)

  /// Threads that have not come back.
  public static var count: Int { threadCount.load(ordering: .relaxed) }

  static func left() { threadCount.wrappingAdd(1, ordering: .relaxed) }
  static func returned() { threadCount.wrappingSubtract(1, ordering: .relaxed) }

  /// Ends the process, without the libraries' clean-up where a thread was left behind.
  public static func exit(_ status: Int32) -> Never {
    if count > 0 { _exit(status) }
    Glibc.exit(status)
  }
}

/// A plain thread that runs one closure; Swift's own tasks are not for work that blocks.
public enum PlainThread {
  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts a thread, which is to be joined or detached; nil where the system has none to give.
  public static func start(_ run: @escaping @Sendable () -> Void) -> pthread_t? {
    let body = Unmanaged.passRetained(Body(run))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { context in
        ThreadSignals.leaveToOthers()
        if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, body.toOpaque())
    guard code == 0 else {
      body.release()
      return nil
    }
    return thread
  }

  /// Starts a thread that nobody waits for; false where the system has none to give.
  static func startDetached(_ run: @escaping @Sendable () -> Void) -> Bool {
    guard let thread = start(run) else { return false }
    pthread_detach(thread)
    return true
  }
}

/// What threads other than the main one do with signals.
enum ThreadSignals {
  /// Blocks signals from outside, which are the main thread's; a fault is the thread's own and must reach the handler
  /// that restores the terminal.
  ///
  /// - Thread: the one meant.
  static func leaveToOthers() {
    var all = sigset_t()
    sigfillset(&all)
    for fault in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT] { sigdelset(&all, fault) }
    pthread_sigmask(SIG_BLOCK, &all, nil)
  }
}
