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
    try results(count: count, threadCount: threadCount, state: {}) { (_, index) throws(TrainingError) in
      try body(index)
    }
  }

  /// The same with something of its own for each thread, which `state` makes.
  static func results<State: ~Copyable, Value: Sendable>(
    count: Int, threadCount: Int, state: @Sendable () -> State,
    _ body: @Sendable (inout State, Int) throws(TrainingError) -> Value
  ) throws(TrainingError) -> [Value] {
    let results = Mutex([Result<Value, TrainingError>?](repeating: nil, count: count))
    let next = Atomic(0)
    withoutActuallyEscaping(body) { body in
      withoutActuallyEscaping(state) { state in
        DispatchQueue.concurrentPerform(iterations: max(1, threadCount)) { _ in
          var own = state()
          while case let index = next.add(1, ordering: .relaxed).oldValue, index < count {
            let result: Result<Value, TrainingError>
            do throws(TrainingError) {
              result = .success(try body(&own, index))
            } catch {
              result = .failure(error)
            }
            results.withLock { $0[index] = result }
          }
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
