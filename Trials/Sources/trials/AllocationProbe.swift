import AllocationCounter
import Glibc

@testable import AudioCapture
@testable import LiveSERProgram
@testable import Recognition

/// What the threads of a live session asked for once warm: the whole path from a device to verdicts.
struct AllocationProbe {
  /// Allocations of each thread after the warm-up.
  let captureCount: UInt64
  let recognitionCount: UInt64
  let answerCount: Int
  let utteranceCount: Int
  let counts: LiveSessionCounts

  /// Listens to `sound`, over and over.
  ///
  /// - Parameters:
  ///   - sound: mono at 16 kHz.
  ///   - seconds: how much is heard; the first `warmSeconds` are not counted.
  ///   - pace: seconds of sound in a real one.
  /// - Returns: nil where the session did not come to its end.
  init?(of sound: [Float], model: EmotionModel, seconds: Double, warmSeconds: Double, pace: Double) {
    let held = UnsafeMutableBufferPointer<Float>.allocate(capacity: sound.count)
    _ = held.initialize(from: sound)
    defer { held.deallocate() }
    let device = QuietDevice(
      UnsafeBufferPointer(held), warmReadCount: Int(warmSeconds * 50), readLimit: Int(seconds * 50),
      pace: pace)
    let box = Box(device)
    let listener = Listener(warmSeconds: warmSeconds)
    let session = LiveSession(
      input: LiveSessionInput(
        kind: .microphone,
        open: { (_) throws(AudioError) in
          try Microphone(box.value, name: "quiet", setup: QuietDevice.setup, watchdog: .seconds(3))
        }), model: model, handler: listener)
    session.start()
    let hasEnded = session.waitForEnd(timeout: .seconds(seconds))
    session.stop()
    guard hasEnded, device.readCount >= Int(seconds * 50) else { return nil }
    captureCount = device.allocationCount
    recognitionCount = listener.allocationCount
    answerCount = listener.answerCount
    utteranceCount = listener.utteranceCount
    counts = session.counts
  }

  /// Whether allocations are counted at all: a sanitizer has its own allocator.
  static var canCount: Bool {
    let before = liveser_allocation_count()
    let probe = UnsafeMutablePointer<Int>.allocate(capacity: 1000)
    let after = liveser_allocation_count()
    probe.deallocate()
    return liveser_counts_allocations() != 0 && after > before
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
