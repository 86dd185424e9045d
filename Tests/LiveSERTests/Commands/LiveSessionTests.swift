import AudioCapture
import Foundation
import Recognition
import Synchronization
import Testing

@testable import LiveSER

/// Notes everything a session says.
private final class Listener: LiveSessionHandler {
  struct Notes {
    var streams: [LiveStream] = []
    var heardCount = 0
    var frameTimes: [Double] = []
    var updates: [RecognitionUpdate] = []
    var utterances: [Utterance] = []
    var devices: [LiveDeviceEvent] = []
    var ends: [RecognitionError?] = []
  }

  private let mutex = Mutex(Notes())
  /// How long each block holds the recognition thread up.
  let delay: TimeInterval

  init(delay: TimeInterval = 0) { self.delay = delay }

  var notes: Notes { mutex.withLock(\.self) }

  func started(_ stream: LiveStream) { mutex.withLock { $0.streams.append(stream) } }
  func heard(_ samples: UnsafeBufferPointer<Float>) {
    mutex.withLock { $0.heardCount += samples.count }
    if delay > 0 { Thread.sleep(forTimeInterval: delay) }
  }
  func analyzed(_ frame: AnalysisFrame) { mutex.withLock { $0.frameTimes.append(frame.time) } }
  func updated(_ update: RecognitionUpdate) { mutex.withLock { $0.updates.append(update) } }
  func finished(_ utterance: Utterance) { mutex.withLock { $0.utterances.append(utterance) } }
  func deviceChanged(_ event: LiveDeviceEvent) { mutex.withLock { $0.devices.append(event) } }
  func ended(_ error: RecognitionError?) { mutex.withLock { $0.ends.append(error) } }
}

@Suite("The live session")
struct LiveSessionTests {
  private let model: EmotionModel
  private let listener = Listener()
  private static let loss = AudioError.deviceLost(name: "test", reason: "unplugged")

  init() throws {
    model = try EmotionModel(path: Executable.model.get())
  }

  private static func speech(rate: Int = 16_000) -> SyntheticSource.Event {
    .samples(Speech.signal([Speech.Burst(start: 0.6, end: 2)], seconds: 3, rate: rate))
  }

  /// An input whose first source plays `events`, and the later ones, opened after a loss, the further ones.
  private func input(
    _ scripts: [[SyntheticSource.Event]], rates: [Int] = [16_000], isLive: Bool = true, isPaced: Bool = false
  ) -> LiveSessionInput {
    let opened = Mutex(0)
    let next: @Sendable () -> any AudioSource = {
      let index = opened.withLock { count in
        defer { count += 1 }
        return count
      }
      let source = SyntheticSource(
        sampleRate: rates[min(index, rates.count - 1)], events: scripts[index], isLive: isLive, name: "test")
      return isPaced ? PacedSource(source) : source
    }
    return LiveSessionInput(
      kind: .microphone, open: { _ in next() }, reopen: isLive ? { @Sendable _ in next() } : nil)
  }

  private func run(
    _ input: LiveSessionInput, limit: Duration? = nil, handler: Listener? = nil
  ) -> LiveSession {
    let session = LiveSession(input: input, model: model, limit: limit, handler: handler ?? listener)
    session.start()
    #expect(session.waitForEnd(timeout: .seconds(30)))
    session.stop()
    return session
  }

  @Test("A source without pace is heard whole, with nothing dropped, and ends by itself")
  func unpaced() {
    let session = run(input([[Self.speech(), Self.speech()]], isLive: false))
    let notes = listener.notes
    #expect(notes.streams.count == 1 && notes.ends == [nil])
    #expect(notes.heardCount == 96_000)
    #expect(notes.utterances.count == 2)
    #expect(notes.frameTimes.count >= 297)
    #expect(session.counts.capturedSampleCount == 96_000)
    #expect(session.counts.processedSampleCount == 96_000)
    #expect(session.counts.droppedSampleCount == 0)
    #expect(session.counts.seconds == 6)
  }

  @Test("A lost device is opened again, at another rate even, and time goes on")
  func recovery() throws {
    let session = run(
      input(
        [[Self.speech(), .failure(Self.loss)], [Self.speech(rate: 48_000)]], rates: [16_000, 48_000],
        isPaced: true))
    let notes = listener.notes
    #expect(notes.streams.count == 1 && notes.ends == [nil])
    try #require(notes.devices.count == 2)
    #expect(notes.devices[0] == .lost(time: 3, Self.loss))
    guard case .recovered(time: 3, let stream) = notes.devices[1] else {
      Issue.record("\(notes.devices[1])")
      return
    }
    #expect(stream.format.sampleRate == 48_000)
    try #require(notes.utterances.count == 2)
    #expect(abs(notes.utterances[1].start - 3.6) < 0.1)
    #expect(notes.frameTimes == notes.frameTimes.sorted())
    #expect(session.counts.lossCount == 1)
    #expect(session.counts.processedSampleCount == 48_000 + 144_000)
    #expect(abs(session.counts.seconds - 6) < 1e-9)
  }

  @Test("A device that stays away ends the wait when the session is stopped")
  func stopWhileLost() {
    let once = input([[Self.speech(), .failure(Self.loss)]])
    let away = LiveSessionInput(
      kind: .microphone, open: once.open, reopen: { (_) throws(AudioError) in throw Self.loss })
    let session = LiveSession(input: away, model: model, handler: listener)
    session.start()
    while listener.notes.devices.isEmpty { Thread.sleep(forTimeInterval: 0.01) }
    #expect(!session.waitForEnd(timeout: .milliseconds(700)))
    let start = Date()
    session.stop()
    #expect(Date().timeIntervalSince(start) < 5)
    #expect(listener.notes.ends == [nil])
  }

  @Test("A file that breaks off ends the session with its error")
  func damaged() {
    let error = AudioError.damaged(path: "x", sampleCount: 48_000, reason: "cut")
    _ = run(input([[Self.speech(), .failure(error)]], isLive: false))
    #expect(listener.notes.ends == [.audio(error)])
    #expect(listener.notes.utterances.count == 1)
  }

  @Test("A source that does not open ends the session before it started")
  func unopened() {
    let error = AudioError.noSuchDevice(name: "x", available: [])
    _ = run(LiveSessionInput(kind: .microphone, open: { (_) throws(AudioError) in throw error }))
    #expect(listener.notes.streams.isEmpty)
    #expect(listener.notes.ends == [.audio(error)])
  }

  @Test("A device's overruns are counted and told")
  func overruns() {
    let session = run(input([[Self.speech(), .overrun(lostSampleCount: 480), Self.speech()]], isPaced: true))
    #expect(session.counts.overrunCount == 1)
    #expect(session.counts.droppedSampleCount == 480)
    guard case .overrun(_, 480) = listener.notes.devices.first else {
      Issue.record("\(listener.notes.devices)")
      return
    }
    #expect(listener.notes.devices.count == 1)
  }

  @Test("What a late recognition thread loses is counted, and nothing is lost silently")
  func lateness() {
    let slow = Listener(delay: 0.02)
    // Sixty seconds that come at once, for a ring of two.
    let session = run(input([(0..<20).map { _ in Self.speech() }]), handler: slow)
    let counts = session.counts
    #expect(counts.capturedSampleCount == 20 * 48_000)
    #expect(counts.droppedSampleCount > 0)
    #expect(counts.processedSampleCount + counts.droppedSampleCount == counts.capturedSampleCount)
    let told = slow.notes.devices.reduce(0) { sum, event in
      if case .overrun(_, let count) = event { sum + count } else { sum }
    }
    #expect(told == counts.droppedSampleCount)
    #expect(counts.overrunCount >= 1)
  }

  @Test("The limit is kept to the sample, live or not", arguments: [true, false])
  func limit(isLive: Bool) {
    let session = run(
      input([[Self.speech(), Self.speech()]], isLive: isLive, isPaced: isLive), limit: .milliseconds(2500))
    #expect(session.counts.processedSampleCount == 40_000)
    #expect(listener.notes.heardCount == 40_000)
    #expect(listener.notes.utterances.count == 1)
  }

  @Test("While paused, nothing is heard and time stands still")
  func pause() {
    let file = LiveSessionInput(kind: .file) { _ in
      PacedSource(SyntheticSource(sampleRate: 16_000, events: [Self.speech(), Self.speech()]))
    }
    let session = LiveSession(input: file, model: model, handler: listener)
    session.start()
    while session.counts.seconds < 1.2 { Thread.sleep(forTimeInterval: 0.01) }
    session.isPaused = true
    Thread.sleep(forTimeInterval: 0.5)
    let seconds = session.counts.seconds
    #expect(listener.notes.utterances.count == 1)
    Thread.sleep(forTimeInterval: 0.5)
    #expect(session.counts.seconds == seconds)
    // The file stands still but for what was on its way.
    #expect(session.counts.capturedSampleCount < Int(seconds * 16_000) + 8000)
    session.isPaused = false
    while session.counts.seconds < seconds + 0.2 { Thread.sleep(forTimeInterval: 0.01) }
    let latency = session.counts.latency
    #expect(latency > .zero && latency < .seconds(1))
    session.stop()
    #expect(listener.notes.frameTimes == listener.notes.frameTimes.sorted())
    #expect(listener.notes.ends == [nil])
  }
}
