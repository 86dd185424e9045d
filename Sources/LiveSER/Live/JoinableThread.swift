import AudioCapture
import Glibc

/// A thread that runs one closure and can be waited for.
///
/// Swift's own tasks are not used for work that blocks: their pool has few threads.
struct JoinableThread {
  private let thread: pthread_t

  /// Starts a thread; nil where the system has none to give.
  init?(_ run: @escaping @Sendable () -> Void) {
    guard let started = PlainThread.start(run) else { return nil }
    thread = started
  }

  /// Waits until the closure has returned; once.
  func join() {
    pthread_join(thread, nil)
  }
}
