import TUI

/// What the screen shows of the present moment, as the recognition thread last published it.
///
/// Columns are numbered from the session's start; the newest `columnCapacity` of them are here, column k at place
/// k modulo that. The reader takes those that it has not seen.
struct LiveSnapshot: Sendable {
  /// Columns of each picture that a snapshot holds: 2.5 s of spectrogram.
  static let columnCapacity = 32
  /// Rows (20 ms) of a column of the waveform, and of the spectrogram.
  static let waveformRowCount = 2
  static let spectrogramRowCount = 4

  /// Seconds of audio heard since the session began.
  var time = 0.0
  /// Input level.
  var level = InputLevel()
  /// Whether an utterance is under way.
  var isSpeech = false
  /// Running probabilities; `probabilityCount` of 0 stands for none.
  var probabilities: [Float]
  var probabilityCount = 0
  /// Waveform columns ever made.
  var waveformCount = 0
  var lows = [Float](repeating: 0, count: columnCapacity)
  var highs = [Float](repeating: 0, count: columnCapacity)
  var clips = [Bool](repeating: false, count: columnCapacity)
  /// Spectrogram columns ever made, lowest mel bin first.
  var spectrogramCount = 0
  var spectrogram: [Float]
  /// When the last sample of the newest row was captured, as well as that is known.
  var captureTime: ContinuousClock.Instant?
  /// Losses so far.
  var overrunCount = 0
  var droppedSampleCount = 0

  init(labelCount: Int, melCount: Int) {
    probabilities = [Float](repeating: 0, count: labelCount)
    spectrogram = [Float](repeating: 0, count: Self.columnCapacity * melCount)
  }

  /// Takes over everything from `other`, element by element: no storage is shared and nothing is allocated.
  mutating func copy(_ other: borrowing LiveSnapshot) {
    time = other.time
    level = other.level
    isSpeech = other.isSpeech
    Self.copy(other.probabilities, to: &probabilities)
    probabilityCount = other.probabilityCount
    waveformCount = other.waveformCount
    Self.copy(other.lows, to: &lows)
    Self.copy(other.highs, to: &highs)
    Self.copy(other.clips, to: &clips)
    spectrogramCount = other.spectrogramCount
    Self.copy(other.spectrogram, to: &spectrogram)
    captureTime = other.captureTime
    overrunCount = other.overrunCount
    droppedSampleCount = other.droppedSampleCount
  }

  private static func copy<Element>(_ source: [Element], to target: inout [Element]) {
    source.withUnsafeBufferPointer { source in
      target.withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress else { return }
        target.baseAddress?.update(from: from, count: min(source.count, target.count))
      }
    }
  }
}
