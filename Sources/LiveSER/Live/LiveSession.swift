import AudioCapture
import Recognition
import Synchronization
import TUI

/// The live path: a source, the thread that captures it, and the thread that recognises it.
///
/// A live source (a microphone, a paced file) is read by a capture thread, which hands samples over through a ring;
/// what finds no room there is dropped and counted. Any other source is read on the recognition thread itself, which
/// drops nothing. A microphone that was lost is opened again, at longer and longer intervals.
///
/// - Thread: `start`, `stop` and `waitForEnd` on one thread; everything else on any. The handler is called on the
///   recognition thread.
final class LiveSession: Sendable {
  /// The model in use.
  let model: EmotionModel
  let input: LiveSessionInput
  let handler: any LiveSessionHandler
  /// Seconds of audio after which the session ends.
  let limit: Double?
  let counters = LiveSessionCounters()
  let isStopping = Atomic<Bool>(false)
  let isPausing = Atomic<Bool>(false)
  /// Ends a wait for the device to come back, and one of a file that stands still.
  let stopSignal = WakeSignal()
  /// The source that the recognition thread reads directly, so that `requestStop` can interrupt it.
  let directSource = Mutex<Interruptible?>(nil)
  private let endSignal = WakeSignal()
  private let hasEnded = Atomic<Bool>(false)
  private let thread = Mutex<JoinableThread?>(nil)

  /// A source, of which another thread than the reader's only uses `interrupt`.
  struct Interruptible: @unchecked Sendable {
    let source: any AudioSource
  }

  /// Prepares a session; nothing is opened before `start`.
  ///
  /// - Parameter limit: audio after which the session ends by itself.
  init(
    input: LiveSessionInput, model: EmotionModel, limit: Duration? = nil, handler: any LiveSessionHandler
  ) {
    self.input = input
    self.model = model
    self.limit = limit.map { $0 / .seconds(1) }
    self.handler = handler
  }

  /// Starts the recognition thread, which opens the source; once. Where the system has no thread to give, the session is over
  /// with that error before this returns.
  func start() {
    thread.withLock { thread in
      precondition(thread == nil && !isStopping.load(ordering: .relaxed), "a session starts once")
      thread = JoinableThread { [self] in
        TerminalGuard.protectingThread { run() }
        hasEnded.store(true, ordering: .releasing)
        endSignal.signal()
      }
    }
    guard thread.withLock({ $0 == nil }) else { return }
    handler.ended(.noThread)
    hasEnded.store(true, ordering: .releasing)
    endSignal.signal()
  }

  /// Asks the session to end soon; what was captured by then is still recognised.
  func requestStop() {
    isStopping.store(true, ordering: .relaxed)
    stopSignal.signal()
    directSource.withLock { $0?.source.interrupt() }
  }

  /// Ends the session and waits for it; the handler's `ended` was called when this returns.
  func stop() {
    requestStop()
    thread.withLock { thread in
      thread?.join()
      thread = nil
    }
  }

  /// Waits until the session is over, or for `timeout`; whether it is over.
  func waitForEnd(timeout: Duration) -> Bool {
    if hasEnded.load(ordering: .acquiring) { return true }
    endSignal.wait(timeout: timeout)
    return hasEnded.load(ordering: .acquiring)
  }

  /// The counts now.
  var counts: LiveSessionCounts { counters.current }

  /// While this is set, what a microphone gives is thrown away, not recognised, and does not count as time; a file that is played
  /// stands still. An utterance under way ends when it is set.
  var isPaused: Bool {
    get { isPausing.load(ordering: .relaxed) }
    set { isPausing.store(newValue, ordering: .relaxed) }
  }
}
