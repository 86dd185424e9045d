import Synchronization

/// Shows how far long work has come, on standard error where that is a terminal; elsewhere it does nothing.
///
/// `classify  [#########...........]  12/40  0:31 left`
final class ProgressBar: Sendable {
  private struct State {
    var doneCount = 0
    var lastDrawn: ContinuousClock.Instant?
  }

  /// Drawing oftener than this would only cost time.
  static let drawingInterval: Duration = .milliseconds(100)

  private let title: String
  private let totalCount: Int
  private let diagnostics: Diagnostics
  private let isShown: Bool
  private let start: ContinuousClock.Instant
  private let state = Mutex(State())

  /// Starts the clock and shows an empty bar.
  ///
  /// - Parameters:
  ///   - title: printable ASCII, a word or two.
  ///   - totalCount: how many steps the work has, at least 0.
  init(_ title: String, totalCount: Int, on diagnostics: Diagnostics = .standard) {
    precondition(totalCount >= 0, "work cannot have \(totalCount) steps")
    self.title = title
    self.totalCount = totalCount
    self.diagnostics = diagnostics
    isShown = diagnostics.terminalWidth != nil
    start = .now
    draw(advancingBy: 0)
  }

  deinit {
    finish()
  }

  /// Counts `stepCount` steps as done.
  ///
  /// - Thread: any.
  func advance(by stepCount: Int = 1) {
    draw(advancingBy: stepCount)
  }

  /// Takes the bar off the screen. Advancing after it shows it again.
  func finish() {
    if isShown { diagnostics.showProgress("") }
  }

  private func draw(advancingBy stepCount: Int) {
    guard isShown else { return }
    state.withLock { state in
      state.doneCount = min(state.doneCount + stepCount, totalCount)
      let now = ContinuousClock.now
      if let last = state.lastDrawn, now - last < Self.drawingInterval, state.doneCount < totalCount {
        return
      }
      state.lastDrawn = now
      let width = (diagnostics.terminalWidth ?? 80) - 1  // the last column would wrap
      diagnostics.showProgress(
        Self.line(
          title: title, doneCount: state.doneCount, totalCount: totalCount, elapsed: now - start, width: width
        ))
    }
  }

  /// The line for a terminal of `width` usable columns: what does not fit goes, the bar first, then all but the counts.
  static func line(
    title: String, doneCount: Int, totalCount: Int, elapsed: Duration, width: Int
  ) -> String {
    let counts = "\(doneCount)/\(totalCount)"
    let words = [title, counts, remaining(doneCount: doneCount, totalCount: totalCount, elapsed: elapsed)]
      .filter { !$0.isEmpty }
    let full = words.joined(separator: "  ")
    let barWidth = min(40, width - full.count - 4)
    if barWidth >= 8 {
      let filled = totalCount == 0 ? barWidth : barWidth * doneCount / totalCount
      let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: barWidth - filled)
      return ([title, "[\(bar)]"] + words.dropFirst()).joined(separator: "  ")
    }
    return full.count <= width ? full : String(counts.prefix(max(0, width)))
  }

  /// Time left at the mean speed so far, once that says something.
  private static func remaining(doneCount: Int, totalCount: Int, elapsed: Duration) -> String {
    let seconds = elapsed / .seconds(1)
    guard doneCount > 0, doneCount < totalCount, seconds >= 1 else { return "" }
    let left = Int((seconds * Double(totalCount - doneCount) / Double(doneCount)).rounded(.up))
    let minutes = left / 60 % 60
    let clock = (left % 60 < 10 ? ":0" : ":") + "\(left % 60)"
    return left < 3600
      ? "\(minutes)\(clock) left" : "\(left / 3600)" + (minutes < 10 ? ":0" : ":") + "\(minutes)\(clock) left"
  }
}
