import Buffers
import DSP
import Network

/// Computes features of the utterance so far, several times a second and once more at its end, and runs the network over them.
final class WindowScorer: UtteranceScorer {
  let answerRowCount: Int
  private let input: WindowInput
  private let standardization: Standardization?
  private let samples: SampleWindow
  private let runner: WindowRunner
  private let classes: ClassScores
  private let clock: RowClock
  private var firstRow = 0
  private var freeRow = 0
  private var lastSpeechRow = -1
  private var takenCount = 0
  /// Sample after the last one that an answer was given for.
  private var judgedEnd = -1
  private var logits: [Float]?

  init(_ model: EmotionModel, _ network: WindowNetwork, _ input: WindowInput, _ samples: SampleWindow) {
    self.input = input
    self.samples = samples
    standardization = model.metadata.standardization
    runner = network.makeRunner()
    classes = ClassScores(model)
    clock = RowClock(model.metadata.frontEnd.logMel, sampleRate: input.sampleRate)
    answerRowCount = RecognitionPace.answerRowCount(
      seconds: input.updateSeconds, rowRate: model.metadata.frontEnd.logMel.rowRate)
  }

  func begin(firstRow: Int, freeRow: Int) {
    reset()
    self.firstRow = firstRow
    self.freeRow = freeRow
  }

  func take(_ row: ScoredRow) -> Bool {
    if row.isSpeech { lastSpeechRow = row.index }
    takenCount += 1
    guard takenCount % answerRowCount == 0 else { return false }
    judge(rowCount: row.index + 1)
    return logits != nil
  }

  func finish(lastSpeechRow: Int, rowCount: Int) {
    self.lastSpeechRow = lastSpeechRow
    judge(rowCount: rowCount)
  }

  func score() -> UtteranceScore? { logits.map(classes.probabilities) }

  func reset() {
    takenCount = 0
    lastSpeechRow = -1
    judgedEnd = -1
    logits = nil
  }

  /// Judges the utterance after `rowCount` rows, unless nothing of it is new.
  private func judge(rowCount: Int) {
    let range = clock.samples(
      input, firstRow: firstRow, freeRow: freeRow, lastSpeechRow: lastSpeechRow, rowCount: rowCount)
    guard !range.isEmpty, range.upperBound != judgedEnd,
      let features = try? input.features(of: samples.samples(range))
    else { return }
    judgedEnd = range.upperBound
    precondition(features.values.count >= features.stepCount * input.width, "features of another width")
    standardization?.apply(
      to: features.values.base, stepCount: features.stepCount, into: features.values.base)
    logits = runner.logits(features.values.base, stepCount: features.stepCount)
  }
}

/// Between rows of the front end and samples of the window.
struct RowClock {
  private let samplesPerRow: Int
  private let rowSpan: Int
  private let rowRate: Int
  private let sampleRate: Int

  init(_ options: LogMelOptions, sampleRate: Int) {
    samplesPerRow = options.samplesPerRow
    rowSpan = options.rowSpan
    rowRate = options.sampleRate
    self.sampleRate = sampleRate
  }

  /// Sample at which row `row` begins.
  func start(ofRow row: Int) -> Int { row * samplesPerRow * sampleRate / rowRate }

  /// Sample after the last one of row `row`.
  func end(ofRow row: Int) -> Int { (row * samplesPerRow + rowSpan) * sampleRate / rowRate }

  /// Most silence before an utterance, and after the offset, that belongs to a clip: one second.
  static func longestLead(_ input: WindowInput) -> Int { input.span == .clip ? input.sampleRate : 0 }

  /// The samples that `input` looks at of an utterance.
  func samples(
    _ input: WindowInput, firstRow: Int, freeRow: Int, lastSpeechRow: Int, rowCount: Int
  ) -> Range<Int> {
    switch input.span {
    case .utterance:
      let first = start(ofRow: firstRow)
      let last = max(first, end(ofRow: lastSpeechRow))
      return max(first, last - input.longestSampleCount)..<last
    case .clip:
      let first = max(
        start(ofRow: freeRow), start(ofRow: firstRow) - input.offsetSampleCount - Self.longestLead(input))
      let last = max(first, end(ofRow: rowCount - 1))
      return first..<min(last, first + input.offsetSampleCount + input.longestSampleCount)
    }
  }
}
