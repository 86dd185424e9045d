import AudioCapture
import Recognition

/// One uninterrupted stretch of a live session: a source that stays open, and its recogniser.
///
/// - Thread: the recognition thread's.
final class LiveSessionPass {
  private let session: LiveSession
  private let recognizer: Recognizer
  private var observer: LiveSessionObserver
  private let rate: Double
  /// Seconds heard before this stretch, and samples recognised in it.
  private let secondsBefore: Double
  private var sampleCount = 0
  private var wasPaused = false
  /// When samples came last; before the first ones, when the source was open.
  private(set) var lastArrival = ContinuousClock.now
  /// What the capture thread has counted, as far as it is in the session's counts.
  private var seen = (captured: 0, dropped: 0, overruns: 0, lost: 0)
  /// Losses not yet announced, and when the last ones were.
  private var unannouncedCount = 0
  private var lastAnnouncement: ContinuousClock.Instant?
  /// Losses in quick succession are announced together, once in so long.
  private static let announcementInterval = Duration.milliseconds(500)

  init(_ session: LiveSession, stream: LiveStream) throws(RecognitionError) {
    self.session = session
    rate = Double(stream.format.sampleRate)
    recognizer = try Recognizer(model: session.model, inputRate: stream.format.sampleRate)
    secondsBefore = session.heardSeconds
    observer = LiveSessionObserver(handler: session.handler, timeOffset: secondsBefore)
  }

  /// Whether the session's limit is reached.
  var isComplete: Bool { remainingSampleCount == 0 }

  private var remainingSampleCount: Int? {
    session.limit.map { limit in
      max(0, Int(((limit - session.heardSeconds) * rate).rounded()))
    }
  }

  /// Recognises the next samples, as far as the limit lets it.
  ///
  /// - Parameter waitingSeconds: audio captured after them already, which waits.
  func take(_ samples: UnsafeBufferPointer<Float>, waitingSeconds: Double) throws(RecognitionError) {
    lastArrival = .now
    if session.isPaused {
      noteSkipped(samples.count)
      try pause()
      return
    }
    wasPaused = false
    let begin = ContinuousClock.now
    let wanted = min(samples.count, remainingSampleCount ?? samples.count)
    noteSkipped(samples.count - wanted)
    let samples = UnsafeBufferPointer(rebasing: samples.prefix(wanted))
    session.handler.heard(samples)
    try recognizer.process(samples, observer: &observer)
    sampleCount += samples.count
    let seconds = secondsBefore + Double(sampleCount) / rate
    let latency =
      Duration.seconds(waitingSeconds + Double(samples.count) / rate) + (ContinuousClock.now - begin)
    session.counters.update {
      $0.processedSampleCount += samples.count
      $0.seconds = seconds
      $0.latency = latency
    }
  }

  /// Ends the utterance under way; the next samples begin a stream of their own, where this one's time stands.
  func pause() throws(RecognitionError) {
    guard !wasPaused else { return }
    wasPaused = true
    try recognizer.finish(observer: &observer)
    try recognizer.reset()
    observer.timeOffset = session.heardSeconds
  }

  /// The stretch is over.
  func finish() throws(RecognitionError) {
    announceLosses(isLast: true)
    try recognizer.finish(observer: &observer)
  }

  /// Counts samples read without a capture thread.
  func noteCaptured(_ count: Int) {
    session.counters.update { $0.capturedSampleCount += count }
  }

  private func noteSkipped(_ count: Int) {
    if count > 0 { session.counters.update { $0.skippedSampleCount += count } }
  }

  /// Counts what a capture thread that has ended still holds: nobody will ask for it.
  func noteRest(of capture: CaptureThread) {
    noteLive(capture)
    noteSkipped(capture.waitingSampleCount)
  }

  /// Takes over what the capture thread has counted.
  func noteLive(_ capture: CaptureThread) {
    let now = (
      captured: capture.capturedSampleCount, dropped: capture.droppedSampleCount,
      overruns: capture.overrunCount,
      lost: capture.lostSampleCount
    )
    let captured = now.captured - seen.captured
    let lostInDevice = now.lost - seen.lost
    let droppedInRing = now.dropped - seen.dropped
    let overrunCount = now.overruns - seen.overruns + (droppedInRing > 0 ? 1 : 0)
    seen = now
    noteCaptured(captured)
    if overrunCount > 0 || lostInDevice > 0 {
      noteLosses(
        overrunCount: overrunCount, lostSampleCount: lostInDevice + droppedInRing,
        lostInDeviceCount: lostInDevice)
    } else if unannouncedCount > 0 {
      announceLosses(isLast: false)
    }
  }

  /// Counts lost samples and tells the handler, at once the first time and then together.
  ///
  /// - Parameter lostInDeviceCount: those among them that the source never delivered.
  func noteLosses(overrunCount: Int, lostSampleCount: Int, lostInDeviceCount: Int) {
    session.counters.update {
      $0.overrunCount += overrunCount
      $0.droppedSampleCount += lostSampleCount
      $0.capturedSampleCount += lostInDeviceCount
    }
    unannouncedCount += lostSampleCount
    announceLosses(isLast: false)
  }

  private func announceLosses(isLast: Bool) {
    guard unannouncedCount > 0 else { return }
    let now = ContinuousClock.now
    if !isLast, let last = lastAnnouncement, now - last < Self.announcementInterval { return }
    lastAnnouncement = now
    session.handler.deviceChanged(
      .overrun(time: session.heardSeconds, lostSampleCount: unannouncedCount))
    unannouncedCount = 0
  }
}
