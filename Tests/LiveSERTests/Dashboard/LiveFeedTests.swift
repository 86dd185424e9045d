import AudioCapture
import Foundation
import Recognition
import Synchronization
import TUI
import Testing

@testable import LiveSER

@Suite("from recognition to the screen")
struct LiveFeedTests {
  /// Runs a session over `samples` and gives all that came of it.
  private func run(_ samples: [Float], rate: Int, offset: Double = 0) throws -> (
    feed: LiveFeed, events: [LiveEvent], wakes: Int
  ) {
    let wakes = Mutex(0)
    let feed = LiveFeed(
      model: try TestModel.model(), timeOffset: offset, tap: RecordingTap(),
      wake: { wakes.withLock { $0 += 1 } })
    let source = LiveSessionInput(
      kind: .file,
      open: { _ throws(AudioError) in SyntheticSource(sampleRate: rate, events: [.samples(samples)]) })
    let session = LiveSession(input: source, model: try TestModel.model(), handler: feed)
    feed.session = session
    session.start()
    _ = session.waitForEnd(timeout: .seconds(30))
    session.stop()
    return (feed, feed.events.takeAll(), wakes.withLock(\.self))
  }

  private func utterances(_ events: [LiveEvent]) -> [Utterance] {
    events.compactMap { if case .utterance(let utterance) = $0 { utterance } else { nil } }
  }

  @Test("columns, slots and utterances match the audio's length and place", arguments: [16_000, 48_000])
  func columns(rate: Int) throws {
    let samples = Speech.signal(Speech.bursts, seconds: 9, rate: rate)
    let (feed, events, _) = try run(samples, rate: rate)
    let counts = try #require(feed.snapshots.readLatest { ($0.waveformCount, $0.spectrogramCount, $0.time) })
    #expect(abs(counts.0 - 225) <= 1 && abs(counts.1 - 112) <= 1 && abs(counts.2 - 9) < 0.1)
    let slots = events.compactMap { if case .slot(let values) = $0 { values } else { nil } as [Float]?? }
    #expect(slots.count == 17 || slots.count == 18)
    let found = utterances(events)
    #expect(found.count == 3)
    for (utterance, burst) in zip(found, Speech.bursts) {
      #expect(abs(utterance.start - burst.start) < 0.2 && abs(utterance.end - burst.end) < 0.3)
      let middle = Int((burst.start + burst.end) / 2 / LiveFeed.slotSeconds)
      let values = try #require(slots[middle])
      #expect(abs(values.reduce(0, +) - 1) < 1e-3)
    }
    #expect(slots[0] == .some(nil))
    guard case .started(let stream)? = events.first, case .ended(nil)? = events.last else {
      Issue.record("the first event is the start and the last one the end")
      return
    }
    #expect(stream.format.sampleRate == rate)
  }

  @Test("the screen is woken when somebody begins to speak, and not for silence")
  func wakes() throws {
    let speech = Speech.signal(Speech.bursts, seconds: 9, rate: 16_000)
    // Start, end, and the beginning of every utterance.
    #expect(try run(speech, rate: 16_000).wakes == 2 + Speech.bursts.count)
    #expect(try run([Float](repeating: 0, count: 9 * 16_000), rate: 16_000).wakes == 2)
  }

  @Test("once the device is lost nothing is shown as heard")
  func loss() throws {
    let samples = Array(Speech.signal(Speech.bursts, seconds: 9, rate: 16_000)[..<Int(2.2 * 16_000)])
    let feed = LiveFeed(model: try TestModel.model(), timeOffset: 0, tap: RecordingTap())
    let recognizer = try Recognizer(model: try TestModel.model(), inputRate: 16_000)
    var observer = LiveSessionObserver(handler: feed)
    feed.started(
      LiveStream(name: "x", kind: .microphone, format: AudioFormat(sampleRate: 16_000, channelCount: 1)))
    try samples.withUnsafeBufferPointer { samples throws(RecognitionError) in
      feed.heard(samples)
      try recognizer.process(samples, observer: &observer)
    }
    #expect(feed.snapshots.readLatest { $0.isSpeech && $0.probabilityCount > 0 } == true)
    feed.deviceChanged(.lost(time: 2.2, .deviceLost(name: "x", reason: "unplugged")))
    let present = try #require(
      feed.snapshots.readLatest { ($0.isSpeech, $0.probabilityCount, $0.level.level) })
    #expect(present == (false, 0, -.infinity))
  }

  @Test("time goes on from the session before")
  func offset() throws {
    let samples = Speech.signal(Speech.bursts, seconds: 9, rate: 16_000)
    let plain = utterances(try run(samples, rate: 16_000).events)
    let moved = utterances(try run(samples, rate: 16_000, offset: 100).events)
    #expect(plain.count == 3)
    for (one, other) in zip(plain, moved) {
      #expect(abs(other.start - one.start - 100) < 1e-9)
      #expect(other.probabilities == one.probabilities)
    }
  }

  @Test("what is heard goes into a recording sample for sample, and only while it lasts")
  func tap() {
    let tap = RecordingTap()
    let samples: [Float] = (0..<1000).map { Float($0) }
    samples.withUnsafeBufferPointer { tap.take($0) }
    let ring = tap.open(sampleCount: 2000)
    samples.withUnsafeBufferPointer { tap.take($0) }
    tap.close()
    samples.withUnsafeBufferPointer { tap.take($0) }
    var block = [Float](repeating: 0, count: 3000)
    let count = block.withUnsafeMutableBufferPointer { ring.read(into: $0) }
    #expect(Array(block[..<count]) == samples)
    #expect(tap.droppedSampleCount == 0)
  }
}

@Suite("input level")
struct LevelTrackerTests {
  private func level(_ rows: [[Float]], isSpeech: Bool = false) -> InputLevel {
    var tracker = LevelTracker()
    for row in rows {
      var span = SampleSpan()
      row.withUnsafeBufferPointer { span.take($0) }
      tracker.take(
        meanSquare: span.meanSquare, peak: span.peak, clippedCount: span.clippedCount, isSpeech: isSpeech,
        seconds: 0.02)
    }
    return tracker.level
  }

  private func sine(_ amplitude: Float) -> [Float] {
    (0..<320).map { amplitude * Float(sin(2 * Double.pi * 1000 * Double($0) / 16_000)) }
  }

  @Test("a full-scale sine has -3 dB and a peak of 0 dB")
  func sineLevel() {
    let level = level(Array(repeating: sine(1), count: 100))
    #expect(abs(level.level + 3.01) < 0.05)
    #expect(abs(level.peak) < 0.05)
    #expect(level.isClipped)
    let quieter = self.level(Array(repeating: sine(0.1), count: 100))
    #expect(abs(quieter.level + 23.01) < 0.05 && !quieter.isClipped)
  }

  @Test("zeros are digital silence, and what is not finite counts as zero")
  func zeros() {
    #expect(level(Array(repeating: [Float](repeating: 0, count: 320), count: 50)).level == -.infinity)
    let odd = level(Array(repeating: [.nan, .infinity, 0, -.infinity], count: 50))
    #expect(odd.level == -.infinity && !odd.isClipped)
  }

  @Test("weak speech is too quiet; steady noise, loud speech and silence are not")
  func quiet() {
    func rows(_ loud: Float, _ soft: Float) -> [[Float]] {
      (0..<600).map { $0 / 10 % 2 == 0 ? sine(loud) : sine(soft) }
    }
    #expect(level(rows(0.003, 0.0003)).isTooQuiet)
    #expect(!level(rows(0.003, 0.003)).isTooQuiet)
    #expect(!level(rows(0.3, 0.003)).isTooQuiet)
    #expect(!level(rows(0.003, 0.0003), isSpeech: true).isTooQuiet)
    #expect(!level(rows(0, 0)).isTooQuiet)
  }
}
