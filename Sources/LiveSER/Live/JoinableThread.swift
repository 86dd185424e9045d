import AudioCapture
import Glibc

/// A thread that runs one closure and can be waited for.
///
/// Swift's own tasks are not used for work that blocks: their pool has few threads.
struct JoinableThread {
  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private let thread: pthread_t

  /// Starts a thread; nil where the system has none to give.
  init?(_ run: @escaping @Sendable () -> Void) {
    let body = Unmanaged.passRetained(Body(run))
    var created = pthread_t()
    let code = pthread_create(
      &created, nil,
      { context in
        ThreadSignals.leaveToOthers()
        if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, body.toOpaque())
    guard code == 0 else {
      body.release()
      return nil
    }
    thread = created
  }

  /// Waits until the closure has returned; once.
  func join() {
    pthread_join(thread, nil)
  }
}
