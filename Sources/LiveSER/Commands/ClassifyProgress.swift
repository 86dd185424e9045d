import AudioCapture
import Synchronization

/// The progress of `classify`: inputs done, or seconds of audio where there is one file alone.
final class ClassifyProgress: Sendable {
  private let bar: ProgressBar
  private let countsSeconds: Bool
  /// Seconds of audio not yet on the bar.
  private let pending = Mutex(0.0)

  init(_ inputs: [ClassifyInput], on diagnostics: Diagnostics) {
    let seconds = diagnostics.terminalWidth == nil ? nil : Self.seconds(of: inputs)
    countsSeconds = seconds != nil
    bar = ProgressBar("classify", totalCount: seconds ?? inputs.count, on: diagnostics)
  }

  /// Whole seconds of the only input, where it is a file that says its length.
  private static func seconds(of inputs: [ClassifyInput]) -> Int? {
    guard inputs.count == 1, case .file(let path) = inputs[0], let file = try? FileSource(pathBytes: path)
    else {
      return nil
    }
    return file.totalSampleCount.map { $0 / file.format.sampleRate }
  }

  /// Notes that so much more audio was heard.
  ///
  /// - Thread: any.
  func advance(seconds: Double) {
    guard countsSeconds else { return }
    let whole = pending.withLock { pending in
      pending += seconds
      let whole = Int(pending)
      pending -= Double(whole)
      return whole
    }
    if whole > 0 { bar.advance(by: whole) }
  }

  /// Notes that an input is done.
  ///
  /// - Thread: any.
  func finishInput() {
    if !countsSeconds { bar.advance() }
  }

  /// Takes the bar off the screen.
  func end() {
    bar.finish()
  }
}
