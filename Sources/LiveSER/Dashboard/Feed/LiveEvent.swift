import Recognition
import Synchronization

/// What must not be skipped between two frames, in the order it happened.
enum LiveEvent: Sendable {
  /// The source is open.
  case started(LiveStream)
  /// The running state, as records show it.
  case updated(RecognitionUpdate)
  /// Mean probabilities of the stretch of the timeline that has just ended; nil without speech.
  case slot([Float]?)
  /// An utterance is over.
  case utterance(Utterance)
  /// Something happened to the device.
  case device(LiveDeviceEvent)
  /// The session is over.
  case ended(RecognitionError?)
}

/// Passes events from the recognition thread to the main thread.
///
/// - Thread: any. The lock is held for an append, or for the exchange of two arrays.
final class LiveEventQueue: Sendable {
  private let events = Mutex<[LiveEvent]>([])

  func append(_ event: LiveEvent) {
    events.withLock { $0.append(event) }
  }

  /// Takes everything there is, oldest first.
  func takeAll() -> [LiveEvent] {
    events.withLock { held in
      guard !held.isEmpty else { return [] }
      let taken = held
      held = []
      return taken
    }
  }
}
