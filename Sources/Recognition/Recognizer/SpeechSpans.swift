import Buffers
import DSP

/// Finds the utterances in a whole recording, with the gate and the cutting of the live path.
public struct SpeechSpans: Sendable {
  private let input: WindowInput
  private let frontEnd: FrontEndOptions
  private let options: UtteranceOptions

  /// Prepares to look for what `input` would be computed from.
  public init(_ input: WindowInput, frontEnd: FrontEndOptions, utterances: UtteranceOptions) {
    self.input = input
    self.frontEnd = frontEnd
    options = utterances
  }

  /// The samples of every utterance, in order, from a little before its onset to its last speech.
  ///
  /// - Parameter samples: a whole recording at the input's rate.
  /// - Errors: `audio` where the rate cannot be converted; `metadata` where the front end cannot be built.
  public func ranges(in samples: [Float]) throws(RecognitionError) -> [Range<Int>] {
    let path = try SamplePath(
      from: input.sampleRate, window: nil, frontEnd: frontEnd, utterances: options, name: "recipe")
    var analyzer: RowAnalyzer
    do throws(DSPError) {
      analyzer = try RowAnalyzer(frontEnd)
    } catch {
      throw .metadata(path: "recipe", key: "frontEnd", reason: "\(error)")
    }
    let width = frontEnd.logMel.melCount
    let marker = SpanMarker(RowClock(frontEnd.logMel, sampleRate: input.sampleRate))
    var segmenter = Segmenter(
      options, scorer: marker, calibration: Calibration(), rowSeconds: 0, width: width)
    let power = AlignedBuffer(count: width)
    let logMel = AlignedBuffer(count: width)
    let features = AlignedBuffer(count: width)
    defer { withExtendedLifetime((power, logMel, features)) {} }
    var listener = NoListener()
    func drain() {
      while path.nextPower(into: power.base) {
        let row = analyzer.analyze(power: power.base, logMel: logMel.base, features: features.base)
        segmenter.take(features.base, isSpeech: row.isSpeech, &listener)
      }
    }
    let whole = AlignedBuffer(samples)
    try path.take(UnsafeBufferPointer(whole.elements), rows: drain)
    try path.finish(rows: drain)
    segmenter.endUtterance(&listener)
    withExtendedLifetime(whole) {}
    return marker.ranges.map { $0.clamped(to: 0..<samples.count) }.filter { !$0.isEmpty }
  }
}

/// Hears nothing.
private struct NoListener: RecognitionObserver {
  mutating func finished(_ utterance: Utterance) {}
}

/// Notes where utterances lie instead of judging them.
private final class SpanMarker: UtteranceScorer {
  let answerRowCount = 1
  private(set) var ranges: [Range<Int>] = []
  private let clock: RowClock
  private var firstRow = 0

  init(_ clock: RowClock) {
    self.clock = clock
  }

  func begin(firstRow: Int, freeRow: Int) { self.firstRow = firstRow }

  func take(_ row: ScoredRow) -> Bool { false }

  func finish(lastSpeechRow: Int, rowCount: Int) {
    let first = clock.start(ofRow: firstRow)
    ranges.append(first..<max(first, clock.end(ofRow: lastSpeechRow)))
  }

  func score() -> UtteranceScore? { nil }

  func reset() { ranges = [] }
}
