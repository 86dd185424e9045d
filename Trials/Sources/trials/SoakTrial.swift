import AudioCapture
import Glibc

@testable import LiveSERProgram
@testable import Recognition

/// Hours of sound through the whole live path, faster than real time: memory stays flat, nothing is no number, times do
/// not drift, and after all that time the answers are those of a fresh start.
enum SoakTrial {
  private static let hour = 3600 * 16_000
  /// Growth of resident memory that is let pass, in KiB.
  private static let mostGrowth = 1024
  private static let mostDifference: Float = 1e-4

  static func run(_ setting: Setting) throws -> Result {
    let hours = max(3, Int(setting.number.rounded()))
    let model = try EmotionModel(path: setting.model)
    let sound = try SoakSound(clip: setting.clip)
    let start = ContinuousClock.now
    let listener = SoakListener(model: model, lastHourStart: Double((hours - 1) * 3600))
    try listen(to: sound, hours: hours, with: model, listener)
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    let fresh = try freshStart(sound, hours: hours, with: model)
    var problems = listener.problems
    let (difference, comparedCount) = compare(listener.lastHour, fresh, &problems)
    if difference > mostDifference { problems.append("answers differ by \(difference)") }
    let growth = listener.memoryGrowth
    if growth > mostGrowth { problems.append("memory grew by \(growth) KiB") }
    print("soak: resident KiB by the hour: \(listener.memory)")
    for problem in problems.prefix(20) { print("soak: \(problem)") }
    return Result(
      isPassed: problems.isEmpty,
      text:
        "\(hours) h heard in \(Int(elapsed)) s, \(listener.utteranceCount) utterances, \(listener.lossCount) losses of "
        + "the device; memory \(growth) KiB over that of the second hour; \(comparedCount) answers of the last hour within "
        + "\(difference) of a fresh start; times off by \(listener.worstTimeError) s at most",
      faultCount: listener.lossCount, survivedCount: listener.returnCount,
      lostSampleCount: listener.counts.droppedSampleCount)
  }

  /// Runs a session over devices that are lost every twelve minutes of the first two hours, in which memory finds its
  /// size, then every hour but the last; always between two cycles.
  private static func listen(
    to sound: SoakSound, hours: Int, with model: EmotionModel, _ listener: SoakListener
  ) throws {
    let total = hours * hour
    let cuts =
      (1...9).map { 3 * $0 * SoakSound.cycleCount } + (2..<hours - 1).map { $0 * hour - SoakSound.cycleCount }
    let edges = [0] + cuts + [total]
    let progress = listener.progress
    let opened = Counter()
    let next: @Sendable () -> any AudioSource = {
      let index = min(opened.next(), edges.count - 2)
      return SoakSource(
        sound, progress: progress, start: edges[index], end: edges[index + 1],
        isLast: index == edges.count - 2)
    }
    let session = LiveSession(
      input: LiveSessionInput(kind: .microphone, open: { _ in next() }, reopen: { _ in next() }),
      model: model,
      handler: listener)
    session.start()
    while !session.waitForEnd(timeout: .milliseconds(20)) { listener.drawScreen() }
    session.stop()
    listener.end(session.counts, expectedSampleCount: total)
  }

  /// The last hour, heard by a recogniser that begins a cycle before it: the gate forgets a loud voice within minutes.
  private static func freshStart(_ sound: SoakSound, hours: Int, with model: EmotionModel) throws -> [Answer]
  {
    let first = (hours - 1) * hour - SoakSound.cycleCount
    let recognizer = try Recognizer(model: model, inputRate: 16_000)
    var observer = AnswerCollector(timeOffset: Double(first) / 16_000, start: Double((hours - 1) * 3600))
    let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: 320)
    defer { block.deallocate() }
    for place in stride(from: first, to: hours * hour, by: 320) {
      for index in 0..<320 { block[index] = sound.cycle[(place + index) % SoakSound.cycleCount] }
      try recognizer.process(UnsafeBufferPointer(block), observer: &observer)
    }
    try recognizer.finish(observer: &observer)
    return observer.answers
  }

  private static func compare(
    _ heard: [Answer], _ fresh: [Answer], _ problems: inout [String]
  ) -> (difference: Float, count: Int) {
    if heard.count != fresh.count || heard.isEmpty {
      problems.append("\(heard.count) answers in the last hour, \(fresh.count) after a fresh start")
    }
    var worst: Float = 0
    for (one, other) in zip(heard, fresh) {
      if abs(one.time - other.time) > 1e-6 || one.values.count != other.values.count {
        problems.append("an answer at \(one.time) s is at \(other.time) s after a fresh start")
        break
      }
      for (value, reference) in zip(one.values, other.values) { worst = max(worst, abs(value - reference)) }
    }
    return (worst, min(heard.count, fresh.count))
  }
}
