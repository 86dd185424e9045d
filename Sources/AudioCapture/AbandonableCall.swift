import Glibc
import Synchronization

/// A call into a sound library that may never return, on a thread of its own: whoever waits for it can give it up.
///
/// A sound server that hangs holds up its clients' threads, and one that dies has been seen to hold them up for ever.
/// - Thread: one at a time.
public final class AbandonableCall<Value>: @unchecked Sendable {
  /// What the thread and the caller share.
  private final class Work: @unchecked Sendable {
    enum State { case running, finished, taken, abandoned }

    let body: @Sendable () throws(AudioError) -> Value
    let end = WakeSignal()
    private let mutex = Mutex(State.running)
    /// Guarded by the mutex.
    private var result: Result<Value, AudioError>?

    init(_ body: @escaping @Sendable () throws(AudioError) -> Value) {
      self.body = body
    }

    func run() {
      if store() { AbandonedThreads.returned() }
      end.signal()
    }

    /// Makes the call and keeps what it gives; whether nobody wants it any more.
    private func store() -> Bool {
      let result: Result<Value, AudioError>
      do throws(AudioError) { result = .success(try body()) } catch { result = .failure(error) }
      return mutex.withLock { state in
        guard state == .running else { return true }
        self.result = result
        state = .finished
        return false
      }
    }

    func take() -> Result<Value, AudioError>? {
      mutex.withLock { state in
        guard state == .finished else { return nil }
        state = .taken
        defer { result = nil }
        return result
      }
    }

    /// Nobody waits any more. What the call gives is let go of where nobody waits either: closing a device may not
    /// return.
    func abandon() {
      let isLate = mutex.withLock { state in
        defer { if state != .taken { state = .abandoned } }
        if state == .running { AbandonedThreads.left() }
        return state == .finished
      }
      if isLate { _ = PlainThread.startDetached { self.result = nil } }
    }
  }

  private let name: String
  private let work: Work
  private let hasThread: Bool

  /// Starts `body` on a thread.
  ///
  /// - Parameter name: the device it is about, for errors.
  public init(_ name: String, _ body: @escaping @Sendable () throws(AudioError) -> Value) {
    self.name = name
    let work = Work(body)
    self.work = work
    hasThread = PlainThread.startDetached { work.run() }
  }

  deinit {
    abandon()
  }

  /// Waits for what the call returns or throws; once.
  ///
  /// - Parameters:
  ///   - patience: how long.
  ///   - isCancelled: asked twenty times a second.
  /// - Returns: nil once cancelled.
  /// - Errors: the call's own; `deviceUnavailable` when `patience` is at its end.
  public func result(within patience: Duration, isCancelled: () -> Bool = { false }) throws(AudioError)
    -> Value?
  {
    guard hasThread else { throw .deviceUnavailable(name: name, reason: "the system has no thread to give") }
    let start = ContinuousClock.now
    while true {
      if let result = work.take() { return try result.get() }
      if isCancelled() {
        abandon()
        return nil
      }
      let left = patience - (ContinuousClock.now - start)
      if left <= .zero {
        abandon()
        throw .deviceUnavailable(name: name, reason: "it does not answer")
      }
      work.end.wait(timeout: min(left, .milliseconds(50)))
    }
  }

  private func abandon() {
    if hasThread { work.abandon() }
  }
}
