import Buffers
import Glibc
import Network

/// Cuts the rows into utterances and runs the network over each, from a little before its onset.
struct Segmenter {
  private let options: UtteranceOptions
  private let scorer: any UtteranceScorer
  private let unsureThreshold: Float, nonSpeechThreshold: Float
  private let rowSeconds: Double
  /// Last rows heard, in a ring: features and gate.
  private let recent: AlignedBuffer
  private var recentOpen: [Bool]
  private let width: Int
  /// Rows heard since the stream began.
  private var rowCount = 0
  /// Rows before this one belong to an earlier utterance.
  private var firstFreeRow = 0
  private var utterance: OpenUtterance?

  private struct OpenUtterance {
    var onsetRow: Int
    var lastSpeechRow: Int
    var speechRowCount: Int
  }

  init(
    _ options: UtteranceOptions, scorer: any UtteranceScorer, calibration: Calibration, rowSeconds: Double,
    width: Int
  ) {
    self.options = options
    self.scorer = scorer
    unsureThreshold = calibration.unsureThreshold
    nonSpeechThreshold = calibration.nonSpeechThreshold ?? 0.5
    self.rowSeconds = rowSeconds
    self.width = width
    let kept = options.onsetWindow + options.prerollCount
    recent = AlignedBuffer(count: kept * width)
    recentOpen = [Bool](repeating: false, count: kept)
  }

  /// Takes the next row.
  mutating func take<Observer: RecognitionObserver>(
    _ features: UnsafePointer<Float>, isSpeech: Bool, _ observer: inout Observer
  ) {
    let row = rowCount
    rowCount += 1
    let slot = row % recentOpen.count
    (recent.base + slot * width).update(from: features, count: width)
    recentOpen[slot] = isSpeech
    if utterance != nil {
      continueUtterance(features, row: row, isSpeech: isSpeech, &observer)
    } else if let onset = onset() {
      beginUtterance(at: onset, &observer)
    } else if row % scorer.answerRowCount == 0 {
      observer.updated(
        RecognitionUpdate(time: Double(rowCount) * rowSeconds, isSpeech: false, probabilities: nil))
    }
  }

  /// First speech row of the onset window, once enough of its rows are speech.
  private func onset() -> Int? {
    let first = max(firstFreeRow, rowCount - options.onsetWindow)
    var count = 0
    var onset: Int?
    for row in first..<rowCount where recentOpen[row % recentOpen.count] {
      count += 1
      onset = onset ?? row
    }
    return count >= options.onsetCount ? onset : nil
  }

  private mutating func beginUtterance<Observer: RecognitionObserver>(
    at onset: Int, _ observer: inout Observer
  ) {
    utterance = OpenUtterance(onsetRow: onset, lastSpeechRow: rowCount - 1, speechRowCount: 0)
    let first = max(firstFreeRow, onset - options.prerollCount, rowCount - recentOpen.count)
    scorer.begin(firstRow: first, freeRow: firstFreeRow)
    for row in first..<rowCount {
      let slot = row % recentOpen.count
      let isSpeech = recentOpen[slot]
      if isSpeech, row >= onset { utterance?.speechRowCount += 1 }
      let taken = ScoredRow(features: recent.base + slot * width, isSpeech: isSpeech, index: row)
      if scorer.take(taken) { announce(&observer) }
    }
  }

  private mutating func continueUtterance<Observer: RecognitionObserver>(
    _ features: UnsafePointer<Float>, row: Int, isSpeech: Bool, _ observer: inout Observer
  ) {
    guard var current = utterance else { return }
    if isSpeech {
      current.lastSpeechRow = row
      current.speechRowCount += 1
    }
    utterance = current
    if scorer.take(ScoredRow(features: features, isSpeech: isSpeech, index: row)) { announce(&observer) }
    if row - current.lastSpeechRow >= options.hangoverCount || row - current.onsetRow >= options.maximumCount
    {
      endUtterance(&observer)
    }
  }

  private func announce<Observer: RecognitionObserver>(_ observer: inout Observer) {
    guard let score = scorer.score() else { return }
    let isSpeech = score.nonSpeech <= nonSpeechThreshold
    observer.updated(
      RecognitionUpdate(
        time: Double(rowCount) * rowSeconds, isSpeech: isSpeech,
        probabilities: isSpeech ? score.emotions : nil))
  }

  /// Ends the utterance under way, if there is one, and reports it unless it was a click.
  mutating func endUtterance<Observer: RecognitionObserver>(_ observer: inout Observer) {
    guard let ended = utterance else { return }
    utterance = nil
    firstFreeRow = ended.lastSpeechRow + 1
    guard ended.speechRowCount >= options.minimumSpeechCount else { return }
    scorer.finish(lastSpeechRow: ended.lastSpeechRow, rowCount: rowCount)
    guard let score = scorer.score() else { return }
    var utterance = Utterance(
      start: Double(ended.onsetRow) * rowSeconds, end: Double(ended.lastSpeechRow + 1) * rowSeconds,
      speechSeconds: Double(ended.speechRowCount) * rowSeconds,
      state: score.emotions.confidence >= unsureThreshold ? .emotion : .unsure,
      probabilities: score.emotions, nonSpeech: score.nonSpeech)
    guard score.nonSpeech <= nonSpeechThreshold else {
      utterance.state = .noSpeech
      observer.rejected(utterance)
      return
    }
    observer.finished(utterance)
  }

  /// Forgets everything heard.
  mutating func reset() {
    scorer.reset()
    for index in recentOpen.indices { recentOpen[index] = false }
    rowCount = 0
    firstFreeRow = 0
    utterance = nil
  }
}
