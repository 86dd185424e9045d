import Dispatch
import Testing

/// Runs a suite's tests on a thread of their own.
///
/// The testing library has as many threads as the machine has cores. A test that waits for a program or a screen blocks one of
/// them, and those that compute wait for it.
struct OwnThread: SuiteTrait, TestTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(QueueExecutor(label: test.name)) { try await function() }
  }
}

extension Trait where Self == OwnThread {
  /// On a thread of its own, one of its tests after the other.
  static var ownThread: Self { OwnThread() }
}

/// Runs jobs one after the other on a dispatch queue, whose threads are not those of the concurrency library.
private final class QueueExecutor: TaskExecutor {
  private let queue: DispatchQueue

  init(label: String) {
    queue = DispatchQueue(label: label)
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = asUnownedTaskExecutor()
    queue.async { job.runSynchronously(on: executor) }
  }
}
