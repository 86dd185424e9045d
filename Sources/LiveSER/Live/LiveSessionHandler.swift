import AudioCapture
import Recognition

/// A source that a live session has opened.
struct LiveStream: Sendable, Equatable {
  /// A device's stable name, or a file's path.
  var name: String
  /// What kind of source it is.
  var kind: LiveSessionInput.Kind
  /// Native rate and channel count.
  var format: AudioFormat
  /// Seconds that went by unheard before it was back; 0 for one that was not lost.
  var gapSeconds = 0.0
}

/// What happened to the device. Times are seconds of audio heard since the session began.
enum LiveDeviceEvent: Sendable, Equatable {
  /// Samples were lost because the device or the recognition thread was late.
  case overrun(time: Double, lostSampleCount: Int)
  /// The device is gone; the session tries to open it again.
  case lost(time: Double, AudioError)
  /// The device is back, perhaps with another format.
  case recovered(time: Double, LiveStream)
}

/// Receives what a live session finds, in the order of time.
///
/// Times are seconds of audio heard since the session began; they go on after a loss.
/// - Thread: all calls come on the recognition thread, which they hold up: be quick.
protocol LiveSessionHandler: AnyObject, Sendable {
  /// The source is open; the first call.
  func started(_ stream: LiveStream)
  /// The samples recognised next: mono, at the native rate, valid during the call only. The default does nothing.
  func heard(_ samples: UnsafeBufferPointer<Float>)
  /// Every analysis frame (50 a second). The default does nothing.
  func analyzed(_ frame: AnalysisFrame)
  /// Every network step (12.5 a second), in speech and in silence. The default does nothing.
  func updated(_ update: RecognitionUpdate)
  /// An utterance is over.
  func finished(_ utterance: Utterance)
  /// Something happened to the device.
  func deviceChanged(_ event: LiveDeviceEvent)
  /// The session is over, by itself (nil), because it was stopped (nil), or because of an error; the last call.
  /// Without `started` before it, the source could not be opened.
  func ended(_ error: RecognitionError?)
}

extension LiveSessionHandler {
  func heard(_ samples: UnsafeBufferPointer<Float>) {}
  func analyzed(_ frame: AnalysisFrame) {}
  func updated(_ update: RecognitionUpdate) {}
}

/// Passes a recogniser's events on, with times that count from the session's beginning.
struct LiveSessionObserver: RecognitionObserver {
  let handler: any LiveSessionHandler
  /// Seconds heard before the recogniser's stream began.
  var timeOffset = 0.0

  mutating func analyzed(_ frame: AnalysisFrame) {
    var frame = frame
    frame.time += timeOffset
    handler.analyzed(frame)
  }

  mutating func updated(_ update: RecognitionUpdate) {
    var update = update
    update.time += timeOffset
    handler.updated(update)
  }

  mutating func finished(_ utterance: Utterance) {
    var utterance = utterance
    utterance.start += timeOffset
    utterance.end += timeOffset
    handler.finished(utterance)
  }
}
