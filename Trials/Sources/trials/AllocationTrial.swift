import AllocationCounter
@testable import AudioCapture
import Glibc
import Synchronization

@testable import LiveSERProgram
@testable import Recognition

/// The whole live path on the demo clip: neither the capture nor the recognition thread may ask for memory once warm.
enum AllocationTrial {
  /// Seconds of sound in a real one.
  private static let pace = 60.0
  /// Seconds until a thread counts as warm: what an utterance needs has been needed by then.
  private static let warmSeconds = 30.0

  static func run(_ setting: Setting) throws -> Result {
    let before = liveser_allocation_count()
    let probe = UnsafeMutablePointer<Int>.allocate(capacity: 1000)
    let after = liveser_allocation_count()
    probe.deallocate()
    guard liveser_counts_allocations() != 0, after > before else {
      throw TrialError("allocations cannot be counted: a sanitizer has its own allocator")
    }
    let sound = try Sound(path: setting.clip).samples(at: 16_000) + [Float](repeating: 0, count: 32_000)
    let held = UnsafeMutableBufferPointer<Float>.allocate(capacity: sound.count)
    _ = held.initialize(from: sound)
    defer { held.deallocate() }
    let device = QuietDevice(
      UnsafeBufferPointer(held), warmReadCount: Int(warmSeconds * 50), readLimit: Int(setting.number * 50),
      pace: pace)
    let box = Box(device)
    let listener = Listener(warmSeconds: warmSeconds)
    let session = LiveSession(
      input: LiveSessionInput(
        kind: .microphone,
        open: { (_) throws(AudioError) in
          try Microphone(box.value, name: "quiet", setup: QuietDevice.setup, watchdog: .seconds(3))
        }), model: try EmotionModel(path: setting.model), handler: listener)
    session.start()
    guard session.waitForEnd(timeout: .seconds(setting.number)) else {
      session.stop()
      throw TrialError("the session did not come to its end")
    }
    session.stop()
    let counts = session.counts
    guard device.readCount >= Int(setting.number * 50), listener.utteranceCount > 3,
      listener.answerCount > 100
    else {
      throw TrialError(
        "too little was heard: \(device.readCount) periods, \(listener.answerCount) answers, "
          + "\(listener.utteranceCount) utterances")
    }
    return Result(
      isPassed: device.allocationCount == 0 && listener.allocationCount == 0,
      text:
        "capture thread \(device.allocationCount), recognition thread \(listener.allocationCount) allocations in "
        + "\(Int(counts.seconds - warmSeconds)) s once warm (\(listener.answerCount) answers, "
        + "\(listener.utteranceCount) utterances, \(counts.overrunCount) overruns)",
      faultCount: counts.overrunCount, survivedCount: counts.overrunCount,
      lostSampleCount: counts.droppedSampleCount)
  }

  /// Hands a device over to the thread that reads it.
  private struct Box: @unchecked Sendable {
    let value: QuietDevice
    init(_ value: QuietDevice) { self.value = value }
  }
}

/// Hears everything, keeps nothing, and counts what its thread asks for.
///
/// - Thread: the recognition thread's; the counts once the session is over.
private final class Listener: LiveSessionHandler, @unchecked Sendable {
  private let warmSeconds: Double
  private var warmCount: UInt64 = 0
  private var lastCount: UInt64 = 0
  private(set) var answerCount = 0
  private(set) var utteranceCount = 0

  init(warmSeconds: Double) { self.warmSeconds = warmSeconds }

  var allocationCount: UInt64 { lastCount - warmCount }

  func started(_ stream: LiveStream) {}
  func analyzed(_ frame: AnalysisFrame) {
    lastCount = liveser_allocation_count()
    if frame.time <= warmSeconds { warmCount = lastCount }
  }
  func updated(_ update: RecognitionUpdate) {
    if update.probabilities != nil { answerCount += 1 }
  }
  func finished(_ utterance: Utterance) { utteranceCount += 1 }
  func deviceChanged(_ event: LiveDeviceEvent) {}
  func ended(_ error: RecognitionError?) {}
}
