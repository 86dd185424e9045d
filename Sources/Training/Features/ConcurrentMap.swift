import Dispatch
import Synchronization

/// Results of independent pieces of work, done on several threads.
enum ConcurrentMap {
  /// `body` of every index below `count`, in order, whatever the number of threads.
  ///
  /// - Errors: that of the first index that fails.
  static func results<Value: Sendable>(
    count: Int, threadCount: Int, _ body: @Sendable (Int) throws(TrainingError) -> Value
  ) throws(TrainingError) -> [Value] {
    let results = Mutex([Result<Value, TrainingError>?](repeating: nil, count: count))
    let next = Atomic(0)
    withoutActuallyEscaping(body) { body in
      DispatchQueue.concurrentPerform(iterations: max(1, threadCount)) { _ in
        while case let index = next.add(1, ordering: .relaxed).oldValue, index < count {
          let result = Result { () throws(TrainingError) in try body(index) }
          results.withLock { $0[index] = result }
        }
      }
    }
    var values: [Value] = []
    values.reserveCapacity(count)
    for result in results.withLock({ $0 }) {
      if let result { values.append(try result.get()) }
    }
    return values
  }
}
