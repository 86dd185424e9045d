import AudioCapture
import Recognition
import Synchronization

/// Shares inputs among threads and hands the results out in the inputs' order.
///
/// Threads run ahead of the slowest input by a bounded number of results.
final class ClassifyQueue: Sendable {
  private struct State {
    var nextIndex = 0
    /// First result not handed out.
    var firstIndex = 0
    var isClosed = false
    var results: [Int: ClassifyResult] = [:]
  }

  private let inputs: [ClassifyInput]
  private let state = Mutex(State())
  private let resultSignal = WakeSignal()
  private let spaceSignal = WakeSignal()
  /// Results that wait at most.
  private static let window = 1024

  /// Prepares a queue for any number of threads.
  init(inputs: [ClassifyInput]) {
    self.inputs = inputs
  }

  /// The next input to work on; nil when there is none left or the queue is closed.
  ///
  /// - Thread: any.
  func next() -> (index: Int, input: ClassifyInput)? {
    while true {
      let step: (index: Int?, isOver: Bool) = state.withLock { state in
        guard !state.isClosed, state.nextIndex < inputs.count else { return (nil, true) }
        guard state.nextIndex < state.firstIndex + Self.window else { return (nil, false) }
        defer { state.nextIndex += 1 }
        return (state.nextIndex, false)
      }
      if let index = step.index { return (index, inputs[index]) }
      if step.isOver { return nil }
      // A signal wakes one thread; the others look again by themselves.
      spaceSignal.wait(timeout: .milliseconds(100))
    }
  }

  /// Hands in the result of input `index`.
  func finish(_ index: Int, _ result: ClassifyResult) {
    state.withLock { $0.results[index] = result }
    resultSignal.signal()
  }

  /// Waits for the result of the next input in order; nil after the last one, and when interrupted.
  ///
  /// - Thread: one alone.
  func takeResult() -> ClassifyResult? {
    while Interruption.signal == nil {
      let (result, isOver) = state.withLock { state -> (ClassifyResult?, Bool) in
        guard let result = state.results.removeValue(forKey: state.firstIndex) else {
          return (nil, state.firstIndex == inputs.count)
        }
        state.firstIndex += 1
        return (result, false)
      }
      if isOver { return nil }
      if let result {
        spaceSignal.signal()
        return result
      }
      resultSignal.wait(timeout: .milliseconds(50))
    }
    return nil
  }

  /// Whether nobody waits for further results.
  var isClosed: Bool { Interruption.signal != nil || state.withLock(\.isClosed) }

  /// Gives out no more inputs.
  func close() {
    state.withLock { $0.isClosed = true }
    spaceSignal.signal()
  }
}
