import Synchronization

/// Delivers another source in real time, so that a file takes the way of a microphone.
///
/// A block of 10 ms comes when its last sample would have been heard. Deadlines are absolute: nothing drifts,
/// and a reader who was late catches up. One who was away for longer than a second, as a stopped process is, goes on where it
/// was: a device would have lost that sound, a file need not.
///
/// - Thread: one at a time; `interrupt` and `isHeld` from any.
public final class PacedSource: AudioSource, @unchecked Sendable {
  private let source: any AudioSource
  private let isInterrupted = Atomic<Bool>(false)
  private let isHalted = Atomic<Bool>(false)
  /// When the first sample was due; nil before the first read.
  private var start: Int?
  private var deliveredCount = 0

  /// Lateness from which on time has stood still. Units: nanoseconds.
  private static let absence = 1_000_000_000

  /// While this is set time stands still: reads wait, and nothing is lost.
  ///
  /// - Thread: any.
  public var isHeld: Bool {
    get { isHalted.load(ordering: .relaxed) }
    set { isHalted.store(newValue, ordering: .relaxed) }
  }

  /// Wraps `source`, which is used through this one from now on.
  public init(_ source: any AudioSource) {
    self.source = source
  }

  /// The wrapped source's format.
  public var format: AudioFormat { source.format }
  /// The wrapped source's name.
  public var name: String { source.name }
  /// The wrapped source's count.
  public var totalSampleCount: Int? { source.totalSampleCount }
  /// True: it stands for a device.
  public var isLive: Bool { true }

  /// The wrapped source's.
  public func giveBack() { source.giveBack() }

  /// Sleeps until the next samples are due and delivers them, at most 10 ms at a time.
  public func read(into block: UnsafeMutableBufferPointer<Float>) throws(AudioError) -> AudioRead {
    precondition(!block.isEmpty, "a read needs room for a sample")
    let rate = source.format.sampleRate
    let begin = (start ?? MonotonicClock.now()) + standStill()
    start = begin
    if isInterrupted.load(ordering: .relaxed) { return .end }
    let period = max(1, rate / 100)
    let result = try source.read(into: .init(rebasing: block[0..<min(block.count, period)]))
    guard case .samples(let count) = result else { return result }
    deliveredCount += count
    let (seconds, rest) = deliveredCount.quotientAndRemainder(dividingBy: rate)
    let deadline = begin + seconds * 1_000_000_000 + rest * 1_000_000_000 / rate
    var now = MonotonicClock.now()
    if now - deadline > Self.absence { start = begin + (now - deadline) }
    while now < deadline {
      if isInterrupted.load(ordering: .relaxed) { return .end }
      MonotonicClock.sleep(until: min(deadline, now + 50_000_000))
      now = MonotonicClock.now()
    }
    return result
  }

  /// Waits while time stands still; for how many nanoseconds it did.
  private func standStill() -> Int {
    guard isHeld else { return 0 }
    let begin = MonotonicClock.now()
    while isHeld, !isInterrupted.load(ordering: .relaxed) {
      MonotonicClock.sleep(until: MonotonicClock.now() + 20_000_000)
    }
    return MonotonicClock.now() - begin
  }

  /// Ends a read that waits within 50 ms, and every later one.
  public func interrupt() {
    isInterrupted.store(true, ordering: .relaxed)
    source.interrupt()
  }
}
