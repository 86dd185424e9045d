import Foundation
import Synchronization
import Testing

@testable import AudioCapture

/// A device that is held up in its library until it is let go.
private final class HeldUpSource: AudioSource, @unchecked Sendable {
  let format = AudioFormat(sampleRate: 16_000, channelCount: 1)
  let name = "held up"
  let totalSampleCount: Int? = nil
  let isLive = true
  let silenceLimit: Duration?
  let gate = WakeSignal()
  private let givenBack = Mutex(false)
  private let held = Mutex(false)
  private var blockCount: Int

  /// Delivers so many blocks of zeros before it is held up.
  init(blockCount: Int = 0, silenceLimit: Duration? = nil) {
    self.blockCount = blockCount
    self.silenceLimit = silenceLimit
  }

  func read(into block: UnsafeMutableBufferPointer<Float>) throws(AudioError) -> AudioRead {
    if blockCount > 0 {
      blockCount -= 1
      block.update(repeating: 0)
      return .samples(block.count)
    }
    held.withLock { $0 = true }
    gate.wait(timeout: .seconds(60))
    return .end
  }

  /// Whether it has come to where it is held up.
  var isHeldUp: Bool { held.withLock(\.self) }
  var isGivenBack: Bool { givenBack.withLock(\.self) }
  func giveBack() { givenBack.withLock { $0 = true } }
}

/// Says when it is let go of.
private final class Witness: Sendable {
  let onEnd: @Sendable () -> Void
  init(_ onEnd: @escaping @Sendable () -> Void) { self.onEnd = onEnd }
  deinit { onEnd() }
}

/// Waits up to half a minute: other suites of the same process have threads held up for seconds.
private func becomesTrue(_ condition: () -> Bool) -> Bool {
  for _ in 0..<3000 {
    if condition() { return true }
    usleep(10_000)
  }
  return false
}

@Suite("Sound libraries that do not return", .serialized)
struct HeldUpTests {
  @Test("what a call returns or throws is handed over")
  func returned() throws {
    let call = AbandonableCall("x") { () throws(AudioError) in 42 }
    #expect(try call.result(within: .seconds(5)) == 42)
    let error = AudioError.noSuchDevice(name: "x", available: [])
    let failing = AbandonableCall<Int>("x") { () throws(AudioError) in throw error }
    #expect(audioError { () throws(AudioError) in _ = try failing.result(within: .seconds(5)) } == error)
    #expect(becomesTrue { AbandonedThreads.count == 0 })
  }

  @Test("a call that does not return is given up in time, and what it gives later is let go of")
  func neverReturned() {
    let gate = WakeSignal()
    let isGone = Mutex(false)
    let start = MonotonicClock.now()
    let error = audioError { () throws(AudioError) in
      let call = AbandonableCall("x") { () throws(AudioError) in
        gate.wait(timeout: .seconds(60))
        return Witness { isGone.withLock { $0 = true } }
      }
      _ = try call.result(within: .milliseconds(100))
    }
    #expect(error == .deviceUnavailable(name: "x", reason: "it does not answer"))
    #expect(MonotonicClock.now() - start < 2_000_000_000)
    #expect(AbandonedThreads.count >= 1)
    gate.signal()
    #expect(becomesTrue { AbandonedThreads.count == 0 && isGone.withLock { $0 } })
  }

  @Test("a call that is cancelled gives nothing")
  func cancelled() throws {
    let gate = WakeSignal()
    let call = AbandonableCall("x") { () throws(AudioError) in gate.wait(timeout: .seconds(60)) }
    #expect(try call.result(within: .seconds(60), isCancelled: { true }) == nil)
    gate.signal()
    #expect(becomesTrue { AbandonedThreads.count == 0 })
  }

  @Test("what nobody asked for is let go of")
  func unasked() {
    let isGone = Mutex(false)
    do {
      let call = AbandonableCall("x") { () throws(AudioError) in Witness { isGone.withLock { $0 = true } } }
      usleep(50_000)
      withExtendedLifetime(call) {}
    }
    #expect(becomesTrue { isGone.withLock { $0 } })
    #expect(becomesTrue { AbandonedThreads.count == 0 })
  }

  @Test("a capture thread that is held up is left behind by stop, and the reads end")
  func stop() {
    let source = HeldUpSource()
    let thread = CaptureThread(source: source)
    thread.start()
    #expect(becomesTrue { source.isHeldUp })
    let start = MonotonicClock.now()
    thread.stop()
    #expect(MonotonicClock.now() - start < 3_500_000_000)
    #expect(AbandonedThreads.count >= 1)
    var block = [Float](repeating: 0, count: 10)
    #expect(
      block.withUnsafeMutableBufferPointer { thread.read(into: $0, timeout: .seconds(1)) }
        == .finished(.deviceLost(name: "held up", reason: "no data for 2 s")))
    source.gate.signal()
    #expect(becomesTrue { AbandonedThreads.count == 0 && source.isGivenBack })
  }

  @Test("a device that is held up is lost once its time is up, after what it had delivered")
  func watchdog() {
    let source = HeldUpSource(blockCount: 3, silenceLimit: .seconds(1))
    let thread = CaptureThread(source: source)
    thread.start()
    var block = [Float](repeating: 0, count: 16_000)
    var count = 0
    let start = MonotonicClock.now()
    var delivery = CaptureThread.Delivery.timedOut
    while MonotonicClock.now() - start < 10_000_000_000 {
      delivery = block.withUnsafeMutableBufferPointer { thread.read(into: $0, timeout: .milliseconds(50)) }
      if case .samples(let more) = delivery { count += more }
      if case .finished = delivery { break }
    }
    #expect(count == 960)
    #expect(delivery == .finished(.deviceLost(name: "held up", reason: "no data for 1 s")))
    #expect(MonotonicClock.now() - start < 5_000_000_000)
    thread.stop()
    source.gate.signal()
    #expect(becomesTrue { AbandonedThreads.count == 0 })
  }

  @Test("a device that ends is given back on its own thread, before stop returns")
  func givenBack() {
    let source = HeldUpSource()
    let thread = CaptureThread(source: source)
    thread.start()
    source.gate.signal()
    var block = [Float](repeating: 0, count: 10)
    #expect(
      block.withUnsafeMutableBufferPointer { thread.read(into: $0, timeout: .seconds(5)) } == .finished(nil))
    thread.stop()
    #expect(source.isGivenBack)
    #expect(becomesTrue { AbandonedThreads.count == 0 })
  }
}
