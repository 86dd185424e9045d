import AudioCapture
import Foundation
import Recognition
import Synchronization
import Testing

@testable import LiveSER

/// Notes what happens to the device.
private final class LossListener: LiveSessionHandler {
  private let mutex = Mutex<[LiveDeviceEvent]>([])
  var events: [LiveDeviceEvent] { mutex.withLock(\.self) }
  func started(_ stream: LiveStream) {}
  func finished(_ utterance: Utterance) {}
  func deviceChanged(_ event: LiveDeviceEvent) { mutex.withLock { $0.append(event) } }
  func ended(_ error: RecognitionError?) {}
}

@Suite("A device that is lost")
struct LiveSessionLossTests {
  private static let loss = AudioError.deviceLost(name: "test", reason: "unplugged")
  private let listener = LossListener()

  /// A second of sound at its own pace, and then the loss.
  private static func source(_ events: [SyntheticSource.Event]) -> any AudioSource {
    PacedSource(SyntheticSource(sampleRate: 16_000, events: events, isLive: true, name: "test"))
  }

  private func session(reopen: @escaping @Sendable (Int) throws(AudioError) -> any AudioSource) throws
    -> LiveSession
  {
    let attempt = Atomic<Int>(0)
    let count: @Sendable () -> Int = { attempt.wrappingAdd(1, ordering: .relaxed).newValue }
    let input = LiveSessionInput(
      kind: .microphone,
      open: { _ in Self.source([.silence(count: 16_000), .failure(Self.loss)]) },
      reopen: { (_) throws(AudioError) in try reopen(count()) })
    return LiveSession(
      input: input, model: try EmotionModel(path: Executable.model.get()), handler: listener)
  }

  private func waits(_ seconds: Double, for condition: () -> Bool) -> Bool {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while Date() < deadline {
      if condition() { return true }
      Thread.sleep(forTimeInterval: 0.01)
    }
    return false
  }

  @Test("The gap is counted from the last sound to the next one")
  func gap() throws {
    let session = try session { (attempt) throws(AudioError) in
      if attempt < 3 { throw Self.loss }
      return Self.source([.silence(count: 16_000)])
    }
    session.start()
    #expect(session.waitForEnd(timeout: .seconds(20)))
    session.stop()
    try #require(listener.events.count == 2)
    #expect(listener.events[0] == .lost(time: 1, Self.loss))
    guard case .recovered(time: 1, let stream) = listener.events[1] else {
      Issue.record("\(listener.events[1])")
      return
    }
    // Attempts after a quarter of a second, a half and a whole one.
    #expect(stream.gapSeconds >= 1.75 && stream.gapSeconds < 6, "\(stream.gapSeconds)")
    #expect(session.counts.gapSeconds == stream.gapSeconds)
    #expect(session.counts.lossCount == 1)
    #expect(session.counts.processedSampleCount == 32_000)
  }

  @Test("One that opens and has no sound is not back, and is lost only once")
  func opensWithoutSound() throws {
    let session = try session { attempt in
      Self.source(attempt < 3 ? [.failure(Self.loss)] : [.silence(count: 1600)])
    }
    session.start()
    #expect(session.waitForEnd(timeout: .seconds(20)))
    session.stop()
    try #require(listener.events.count == 2, "\(listener.events)")
    guard case .recovered(_, let stream) = listener.events[1] else {
      Issue.record("\(listener.events[1])")
      return
    }
    #expect(stream.gapSeconds >= 1.75)
    #expect(session.counts.lossCount == 1)
  }

  @Test(
    "An attempt to open it that does not return holds up neither the end of the session nor later attempts")
  func hangs() throws {
    let gate = WakeSignal()
    let attempts = Atomic<Int>(0)
    let session = try session { (attempt) throws(AudioError) in
      attempts.store(attempt, ordering: .relaxed)
      gate.wait(timeout: .seconds(60))
      throw Self.loss
    }
    session.start()
    #expect(waits(15) { attempts.load(ordering: .relaxed) == 2 })
    let start = Date()
    session.stop()
    #expect(Date().timeIntervalSince(start) < 1)
    for _ in 0..<4 {
      gate.signal()
      Thread.sleep(forTimeInterval: 0.05)
    }
  }
}
