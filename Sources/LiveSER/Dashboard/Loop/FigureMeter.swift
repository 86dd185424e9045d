import Glibc
import TUI

/// Frame rate, share of the processor and delay, renewed twice a second.
struct FigureMeter {
  private static let period = Duration.milliseconds(500)
  private var begin = ContinuousClock.now
  private var processorBegin = FigureMeter.processorTime()
  private var frameCount = 0
  private var delaySum = Duration.zero
  private var delayCount = 0
  private var isFirst = true

  /// A frame is on the screen; `newestSound` is when the newest sound that it shows for the first time was captured.
  mutating func frameShown(newestSound: ContinuousClock.Instant?) {
    frameCount += 1
    guard let newestSound else { return }
    delaySum += .now - newestSound
    delayCount += 1
  }

  /// Renews `figures` when it is time; whether any of them looks different.
  mutating func advance(_ figures: inout PerformanceFigures) -> Bool {
    let now = ContinuousClock.now
    let elapsed = now - begin
    guard elapsed >= Self.period else { return false }
    let before = figures
    let processor = Self.processorTime()
    let share = 100 * ((processor - processorBegin) / elapsed)
    // The first stretch holds the start of the program.
    figures.processorPercent =
      isFirst ? share : figures.processorPercent + 0.4 * (share - figures.processorPercent)
    figures.processorPercent = (figures.processorPercent * 10).rounded() / 10
    figures.framesPerSecond = (Double(frameCount) / (elapsed / .seconds(1))).rounded()
    if delayCount > 0 {
      figures.latencyMilliseconds = (delaySum / .milliseconds(1) / Double(delayCount)).rounded()
    }
    isFirst = figures.processorPercent == 0
    begin = now
    processorBegin = processor
    frameCount = 0
    delaySum = .zero
    delayCount = 0
    return figures != before
  }

  /// Processor time of the whole process.
  private static func processorTime() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
