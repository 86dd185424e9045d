import Foundation
import Glibc
import Recognition
import Synchronization
import Testing

@testable import AudioCapture
@testable import LiveSER

/// Notes what is heard of scripted devices.
private final class FaultListener: LiveSessionHandler {
  struct Notes {
    var heard = ScriptedReading()
    var toldCount = 0
    var lossCount = 0
    var returnCount = 0
    var ends: [RecognitionError?] = []
  }

  private let mutex = Mutex(Notes())
  var notes: Notes { mutex.withLock(\.self) }

  func started(_ stream: LiveStream) {}
  func heard(_ samples: UnsafeBufferPointer<Float>) { mutex.withLock { $0.heard.take(samples) } }
  func finished(_ utterance: Utterance) {}
  func deviceChanged(_ event: LiveDeviceEvent) {
    mutex.withLock { notes in
      switch event {
      case .overrun(_, let count): notes.toldCount += count
      case .lost: notes.lossCount += 1
      case .recovered: notes.returnCount += 1
      }
    }
  }
  func ended(_ error: RecognitionError?) { mutex.withLock { $0.ends.append(error) } }
}

@Suite("A live session on a device that goes wrong")
struct LiveSessionFaultTests {
  private let listener = FaultListener()
  private let model: EmotionModel

  init() throws {
    model = try EmotionModel(path: Executable.model.get())
  }

  /// A device, of which another thread than the reader's looks only when the reader has ended.
  private struct Device: @unchecked Sendable {
    let device: ScriptedDevice
  }

  /// Devices one after the other: each after the first one is what the session finds when it opens the device again.
  private func session(_ devices: [ScriptedDevice], limit: Duration? = nil) -> LiveSession {
    let held = devices.map { Device(device: $0) }
    let opened = Atomic<Int>(0)
    let next: @Sendable () throws(AudioError) -> any AudioSource = { () throws(AudioError) in
      let index = opened.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < held.count else { throw .deviceLost(name: "scripted", reason: "unplugged") }
      return try held[index].device.microphone()
    }
    let input = LiveSessionInput(
      kind: .microphone, open: { (_) throws(AudioError) in try next() },
      reopen: { (_) throws(AudioError) in try next() })
    return LiveSession(input: input, model: model, limit: limit, handler: listener)
  }

  private func waits(_ seconds: Double = 30, for condition: () -> Bool) -> Bool {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while Date() < deadline {
      if condition() { return true }
      Thread.sleep(forTimeInterval: 0.01)
    }
    return false
  }

  private func expectAccount(of session: LiveSession, sourceLocation: SourceLocation = #_sourceLocation) {
    let counts = session.counts
    #expect(
      counts.capturedSampleCount
        == counts.processedSampleCount + counts.droppedSampleCount + counts.skippedSampleCount,
      "\(counts)", sourceLocation: sourceLocation)
    #expect(
      counts.processedSampleCount == listener.notes.heard.deliveredCount, sourceLocation: sourceLocation)
    #expect(counts.droppedSampleCount == listener.notes.toldCount, sourceLocation: sourceLocation)
  }

  @Test("accounts for every sample, whatever goes wrong", arguments: 1...4)
  func account(seed: Int) {
    let device = ScriptedDevice(ScriptedDevice.script(seed: UInt64(100 + seed), count: 6), pace: 12)
    let session = session([device])
    session.start()
    #expect(!session.waitForEnd(timeout: .seconds(3)))
    session.stop()
    let notes = listener.notes
    #expect(notes.ends == [nil])
    #expect(notes.lossCount == 0)
    #expect(!notes.heard.isDisordered)
    #expect(session.counts.skippedSampleCount == 0)
    #expect(session.counts.processedSampleCount > 16_000)
    expectAccount(of: session)
    // What goes missing behind the last sample that is heard shows in the counts alone.
    let missing = notes.heard.missingCount
    #expect(missing <= notes.toldCount + session.counts.overrunCount + notes.toldCount / 1000)
  }

  @Test(
    "goes on with what it finds when a device is lost, and the account still holds",
    arguments: [EIO, ENODEV, EBADFD])
  func loss(code: Int32) {
    let session = session(
      [
        ScriptedDevice([.runs(frameCount: 24_000), .waitFails(EPIPE), .readFails(code)], pace: 20),
        ScriptedDevice([.runs(frameCount: 8000), .waitFails(code)], pace: 20),
        ScriptedDevice([.runs(frameCount: 16_000)], pace: 20),
      ])
    session.start()
    #expect(waits { listener.notes.returnCount == 2 && session.counts.processedSampleCount > 48_000 })
    session.stop()
    #expect(listener.notes.lossCount == 2)
    #expect(session.counts.lossCount == 2)
    #expect(listener.notes.ends == [nil])
    expectAccount(of: session)
  }

  @Test("does not count what the user does not want as lost: beyond the limit, and while paused")
  func skipped() {
    let session = session([ScriptedDevice([.runs(frameCount: 16_000)], pace: 12)], limit: .seconds(12))
    session.start()
    #expect(waits { session.counts.seconds > 1 })
    session.isPaused = true
    #expect(waits { session.counts.skippedSampleCount > 8000 })
    session.isPaused = false
    #expect(session.waitForEnd(timeout: .seconds(30)))
    session.stop()
    #expect(session.counts.processedSampleCount == 192_000)
    #expect(session.counts.droppedSampleCount == 0)
    #expect(session.counts.skippedSampleCount > 8000)
    expectAccount(of: session)
  }
}
