import Glibc
import Synchronization

@testable import LiveSERProgram
@testable import Recognition

/// Probabilities at a moment, or of an utterance that ended then.
struct Answer: Sendable {
  var time: Double
  var values: [Float]
}

/// Counts from 0, on any thread.
final class Counter: Sendable {
  private let count = Atomic<Int>(0)
  func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).oldValue }
}

/// Collects the answers from a moment on.
struct AnswerCollector: RecognitionObserver {
  var timeOffset: Double
  var start: Double
  var answers: [Answer] = []

  mutating func updated(_ update: RecognitionUpdate) {
    if let probabilities = update.probabilities { take(update.time + timeOffset, probabilities) }
  }
  mutating func finished(_ utterance: Utterance) { take(utterance.end + timeOffset, utterance.probabilities) }

  private mutating func take(_ time: Double, _ probabilities: Probabilities) {
    if time > start { answers.append(Answer(time: time, values: probabilities.values)) }
  }
}

/// Hears hours of sound, feeds a dashboard with them, and checks what it is told.
///
/// - Thread: handler's calls on the recognition thread, `drawScreen` on another; the rest once the session is over.
final class SoakListener: LiveSessionHandler, @unchecked Sendable {
  let progress = SoakProgress()
  private(set) var problems: [String] = []
  private(set) var utteranceCount = 0
  private(set) var lossCount = 0
  private(set) var returnCount = 0
  private(set) var counts = LiveSessionCounts()
  /// Largest distance of an utterance's start from where it was in the first cycles, in seconds.
  private(set) var worstTimeError = 0.0
  private var collector: AnswerCollector
  private let feed: LiveFeed
  private var lastTime = 0.0
  private var frameCount = 0
  /// Resident memory at every full hour, in KiB.
  private(set) var memory: [Int] = []
  /// Starts of utterances within the second cycle, after which all is warm.
  private var places: [Double] = []
  /// The cycle in which the device was lost last: what came back has to get used to the room first.
  private var cycleOfLoss = 0.0
  private static let cycleSeconds = Double(SoakSound.cycleCount) / 16_000

  init(model: EmotionModel, lastHourStart: Double) {
    collector = AnswerCollector(timeOffset: 0, start: lastHourStart)
    collector.answers.reserveCapacity(50_000)
    feed = LiveFeed(model: model, timeOffset: 0, tap: RecordingTap())
  }

  var lastHour: [Answer] { collector.answers }

  /// KiB by which memory grew after the second hour, the last one not counted, in which answers are kept.
  var memoryGrowth: Int {
    let hours = memory.dropFirst().dropLast()
    return (hours.max() ?? 0) - (hours.first ?? 0)
  }

  /// Takes what the dashboard would take from the feed.
  func drawScreen() {
    _ = feed.events.takeAll()
    feed.snapshots.withLatest { _ in }
  }

  func started(_ stream: LiveStream) { feed.started(stream) }

  func heard(_ samples: UnsafeBufferPointer<Float>) {
    feed.heard(samples)
    progress.note(samples.count)
  }

  func analyzed(_ frame: AnalysisFrame) {
    feed.analyzed(frame)
    frameCount += 1
    if frame.time < lastTime { note("time went back from \(lastTime) to \(frame.time)") }
    lastTime = frame.time
    if !frame.level.isFinite, frame.level != -.infinity { note("level \(frame.level) at \(frame.time)") }
    for value in frame.logMel where !value.isFinite { note("log-mel \(value) at \(frame.time)") }
    if frame.time >= Double(memory.count + 1) * 3600 { memory.append(Self.residentKiB()) }
  }

  func updated(_ update: RecognitionUpdate) {
    feed.updated(update)
    if let probabilities = update.probabilities { check(probabilities, update.time) }
    collector.updated(update)
  }

  func finished(_ utterance: Utterance) {
    feed.finished(utterance)
    utteranceCount += 1
    check(utterance.probabilities, utterance.end)
    collector.finished(utterance)
    let cycle = (utterance.start / Self.cycleSeconds).rounded(.down)
    let place = utterance.start - cycle * Self.cycleSeconds
    if cycle == 1 {
      places.append(place)
    } else if cycle > 1, cycle > cycleOfLoss {
      worstTimeError = max(worstTimeError, places.map { abs($0 - place) }.min() ?? .infinity)
    }
  }

  func deviceChanged(_ event: LiveDeviceEvent) {
    feed.deviceChanged(event)
    switch event {
    case .lost(let time, _):
      lossCount += 1
      cycleOfLoss = (time / Self.cycleSeconds).rounded(.down)
    case .recovered: returnCount += 1
    case .overrun(let time, let count): note("\(count) samples lost at \(time)")
    }
  }

  func ended(_ error: RecognitionError?) {
    feed.ended(error)
    if let error { note("the session ended with \(error)") }
  }

  /// The session is over: its account must be right.
  func end(_ counts: LiveSessionCounts, expectedSampleCount: Int) {
    self.counts = counts
    if counts.processedSampleCount != expectedSampleCount || counts.capturedSampleCount != expectedSampleCount
      || counts.droppedSampleCount != 0 || counts.skippedSampleCount != 0
    {
      note("of \(expectedSampleCount) samples, \(counts)")
    }
    if abs(counts.seconds - Double(expectedSampleCount) / 16_000) > 1e-6 {
      note("\(counts.seconds) s were heard")
    }
    if worstTimeError > 0.021 { note("an utterance begins \(worstTimeError) s away from where it did") }
  }

  private func check(_ probabilities: Probabilities, _ time: Double) {
    let sum = probabilities.values.reduce(0, +)
    if !probabilities.values.allSatisfy({ (0...1).contains($0) }) || abs(sum - 1) > 1e-4 {
      note("probabilities \(probabilities.values) at \(time)")
    }
  }

  private func note(_ problem: String) {
    if problems.count < 100 { problems.append(problem) }
  }

  private static func residentKiB() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, 128, file) != nil else { return 0 }
    let fields = String(decoding: line.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) / 1024 : 0
  }
}
