import Foundation
import Testing

@testable import AudioCapture

/// Reads until the end; whatever does not come within ten seconds fails.
private func consume(_ thread: CaptureThread, blockCount: Int = 441, pause: useconds_t = 0) -> (
  [Float], AudioError?
) {
  var samples: [Float] = []
  var block = [Float](repeating: 0, count: blockCount)
  while true {
    switch block.withUnsafeMutableBufferPointer({ thread.read(into: $0, timeout: .seconds(10)) }) {
    case .samples(let count):
      samples += block[0..<count]
      if pause > 0 { usleep(pause) }
    case .timedOut:
      Issue.record("nothing came")
      return (samples, nil)
    case .finished(let error): return (samples, error)
    }
  }
}

/// A source that waits until it is interrupted.
private final class StuckSource: AudioSource, @unchecked Sendable {
  let format = AudioFormat(sampleRate: 16_000, channelCount: 1)
  let name = "stuck"
  let totalSampleCount: Int? = nil
  let isLive = true
  let gate = WakeSignal()
  func read(into block: UnsafeMutableBufferPointer<Float>) throws(AudioError) -> AudioRead {
    gate.wait(timeout: .seconds(60))
    return .end
  }
  func interrupt() { gate.signal() }
}

@Suite("Capture thread")
struct CaptureThreadTests {
  let ramp = (0..<100_000).map { Float($0) }

  @Test("a source that can wait loses nothing, however small the ring and slow the reader")
  func backpressure() {
    let source = SyntheticSource(sampleRate: 16_000, events: [.samples(ramp)])
    let thread = CaptureThread(source: source, ringDuration: .milliseconds(10))
    thread.start()
    let (samples, error) = consume(thread, blockCount: 999)
    #expect(error == nil)
    #expect(samples == ramp)
    #expect(thread.droppedSampleCount == 0)
    #expect(thread.capturedSampleCount == ramp.count)
    #expect(thread.deliveredSampleCount == ramp.count)
  }

  @Test("a live source is not kept waiting: what does not fit is dropped and counted to the sample")
  func dropping() {
    let source = SyntheticSource(sampleRate: 16_000, events: [.samples(ramp)], isLive: true)
    let thread = CaptureThread(source: source, ringDuration: .milliseconds(100))
    thread.start()
    usleep(20_000)
    let (samples, _) = consume(thread, pause: 100)
    #expect(thread.capturedSampleCount == ramp.count)
    #expect(thread.deliveredSampleCount == samples.count)
    #expect(thread.droppedSampleCount > 0)
    #expect(thread.capturedSampleCount == thread.deliveredSampleCount + thread.droppedSampleCount)
    #expect(zip(samples, samples.dropFirst()).allSatisfy { $0 < $1 }, "what is delivered is in order")
    #expect(thread.waitingSampleCount == 0)
  }

  @Test("overruns and lost samples are counted, and reading goes on")
  func overruns() {
    let source = SyntheticSource(
      sampleRate: 16_000,
      events: [
        .silence(count: 500), .overrun(lostSampleCount: 123), .samples([1, 2, 3]),
        .overrun(lostSampleCount: 7),
        .sine(frequency: 100, amplitude: 1, count: 10),
      ])
    let thread = CaptureThread(source: source)
    thread.start()
    let (samples, error) = consume(thread)
    #expect(error == nil)
    #expect(samples.count == 513)
    #expect(samples[500..<503] == [1, 2, 3])
    #expect(thread.overrunCount == 2)
    #expect(thread.lostSampleCount == 130)
  }

  @Test("an error comes after everything that was captured before it, and stays")
  func failure() {
    let lost = AudioError.deviceLost(name: "x", reason: "gone")
    let thread = CaptureThread(
      source: SyntheticSource(sampleRate: 16_000, events: [.samples([1, 2]), .failure(lost)]))
    thread.start()
    usleep(20_000)
    let (samples, error) = consume(thread)
    #expect(samples == [1, 2])
    #expect(error == lost)
    #expect(consume(thread).1 == lost)
  }

  @Test("a read times out when nothing comes, and stop interrupts a source that waits")
  func stuck() {
    let thread = CaptureThread(source: StuckSource())
    thread.start()
    var block = [Float](repeating: 0, count: 10)
    let start = MonotonicClock.now()
    #expect(
      block.withUnsafeMutableBufferPointer { thread.read(into: $0, timeout: .milliseconds(30)) } == .timedOut)
    #expect(MonotonicClock.now() - start >= 30_000_000)
    thread.stop()
    thread.stop()
    #expect(consume(thread).1 == nil)
    #expect(MonotonicClock.now() - start < 5_000_000_000)
  }

  @Test("stop while the ring is full ends at once and the counts still agree")
  func stopWhenFull() {
    let source = SyntheticSource(sampleRate: 16_000, events: [.samples(ramp)])
    let thread = CaptureThread(source: source, ringDuration: .milliseconds(10))
    thread.start()
    for _ in 0..<1000 where thread.droppedSampleCount == 0 { usleep(5000) }
    thread.stop()
    let (samples, _) = consume(thread)
    #expect(!samples.isEmpty)
    #expect(samples == Array(ramp.prefix(samples.count)))
    #expect(thread.capturedSampleCount == thread.deliveredSampleCount + thread.droppedSampleCount)
  }

  @Test("a thread that is let go while it waits is stopped and joined, and its source goes with it")
  func letGo() {
    weak var seen: CaptureThread?
    weak var source: StuckSource?
    let start = MonotonicClock.now()
    do {
      let stuck = StuckSource()
      let thread = CaptureThread(source: stuck)
      thread.start()
      seen = thread
      source = stuck
    }
    #expect(seen == nil)
    #expect(source == nil)
    #expect(MonotonicClock.now() - start < 5_000_000_000)
  }

  @Test("the wake signal's descriptor can be polled, and signals do not add up")
  func wake() {
    let wake = WakeSignal()
    var request = pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0)
    #expect(poll(&request, 1, 0) == 0)
    for _ in 0..<100_000 { wake.signal() }
    #expect(poll(&request, 1, 0) == 1)
    #expect(wake.wait(timeout: .zero))
    #expect(!wake.wait(timeout: .milliseconds(1)))
    wake.signal()
    #expect(wake.wait(timeout: .zero))
  }

  @Test("no wake-up is lost between two threads")
  func wakeStress() {
    let there = WakeSignal()
    let back = WakeSignal()
    let rounds = 20_000
    Thread.detachNewThread {
      for _ in 0..<rounds {
        if !there.wait(timeout: .seconds(5)) { return }
        back.signal()
      }
    }
    var missed = 0
    for _ in 0..<rounds where missed == 0 {
      there.signal()
      if !back.wait(timeout: .seconds(5)) { missed += 1 }
    }
    #expect(missed == 0)
  }
}

@Suite("Paced and synthetic sources")
struct PacedSourceTests {
  @Test("a paced source takes as long as its audio, in small blocks")
  func pace() {
    let inner = SyntheticSource(
      sampleRate: 16_000, events: [.sine(frequency: 100, amplitude: 1, count: 8000)])
    let source = PacedSource(inner)
    #expect(source.isLive)
    #expect(source.totalSampleCount == 8000)
    let start = MonotonicClock.now()
    var block = [Float](repeating: 0, count: 4096)
    var total = 0
    var early = 0
    while case .samples(let count)? = try? block.withUnsafeMutableBufferPointer({ try source.read(into: $0) })
    {
      total += count
      #expect(count <= 160)
      if MonotonicClock.now() - start < total * 1_000_000_000 / 16_000 { early += 1 }
    }
    #expect(total == 8000)
    #expect(early == 0, "no block comes before its last sample would have been heard")
    let seconds = Double(MonotonicClock.now() - start) * 1e-9
    #expect(seconds >= 0.5 && seconds < 1)
  }

  @Test("a late reader catches up: nothing drifts")
  func catchUp() {
    let source = PacedSource(SyntheticSource(sampleRate: 16_000, events: [.silence(count: 6400)]))
    var block = [Float](repeating: 0, count: 160)
    let start = MonotonicClock.now()
    _ = try? block.withUnsafeMutableBufferPointer { try source.read(into: $0) }
    usleep(200_000)
    #expect(drain(source, blockCount: 160).samples.count == 6240)
    #expect(Double(MonotonicClock.now() - start) * 1e-9 < 0.7)
  }

  @Test("after a reader was away, as a stopped process is, the sound goes on at its pace")
  func absence() {
    let source = PacedSource(SyntheticSource(sampleRate: 16_000, events: [.silence(count: 8000)]))
    var block = [Float](repeating: 0, count: 160)
    _ = try? block.withUnsafeMutableBufferPointer { try source.read(into: $0) }
    usleep(1_300_000)
    let start = MonotonicClock.now()
    #expect(drain(source, blockCount: 160).samples.count == 7840)
    #expect(Double(MonotonicClock.now() - start) * 1e-9 > 0.4)
  }

  @Test("while it is held time stands still, and it is interrupted all the same", arguments: [true, false])
  func held(isInterrupted: Bool) {
    let source = PacedSource(SyntheticSource(sampleRate: 16_000, events: [.silence(count: 6400)]))
    source.isHeld = true
    let release = Thread {
      usleep(400_000)
      if isInterrupted { source.interrupt() } else { source.isHeld = false }
    }
    let start = MonotonicClock.now()
    release.start()
    #expect(drain(source, blockCount: 160).samples.count == (isInterrupted ? 0 : 6400))
    let seconds = Double(MonotonicClock.now() - start) * 1e-9
    #expect(isInterrupted ? (0.4..<3).contains(seconds) : seconds > 0.75, "\(seconds)")
  }

  @Test("an interruption ends the wait")
  func interruption() {
    let source = PacedSource(SyntheticSource(sampleRate: 4000, events: [.silence(count: 40_000)]))
    let thread = CaptureThread(source: source)
    thread.start()
    usleep(30_000)
    let start = MonotonicClock.now()
    thread.stop()
    #expect(MonotonicClock.now() - start < 1_000_000_000)
    #expect(thread.capturedSampleCount < 4000)
  }

  @Test("noise repeats with its seed, fills its range and has no bias; other seeds differ")
  func noise() {
    func noise(_ seed: UInt64, _ blockCount: Int) -> [Float] {
      drain(
        SyntheticSource(sampleRate: 16_000, events: [.noise(amplitude: 0.5, count: 20_000, seed: seed)]),
        blockCount: blockCount
      ).samples
    }
    let first = noise(1, 160)
    #expect(first == noise(1, 999))
    #expect(first != noise(2, 160))
    #expect(first.allSatisfy { abs($0) <= 0.5 })
    #expect((first.max() ?? 0) > 0.49 && (first.min() ?? 0) < -0.49)
    #expect(abs(first.reduce(0, +) / 20_000) < 0.01)
  }
}
