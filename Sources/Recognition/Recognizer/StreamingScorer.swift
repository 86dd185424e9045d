import Buffers
import Network

/// Runs the network over the rows of one utterance as they come and keeps its last scores.
final class StreamingScorer: UtteranceScorer {
  let answerRowCount: Int
  private let stream: NetworkStream
  private let classes: ClassScores
  private let pending: AlignedBuffer
  private let pendingOpen: UnsafeMutablePointer<UInt8>
  private var pendingCount = 0
  private let silence: AlignedBuffer
  /// The last answer; its storage is used again.
  private var latest: UtteranceScore
  private var hasScores = false

  init(_ model: EmotionModel, _ network: StreamingNetwork) {
    answerRowCount = network.timeStride
    stream = network.makeStream(maximumRowCount: answerRowCount)
    classes = ClassScores(model)
    pending = AlignedBuffer(count: answerRowCount * stream.inputWidth)
    pendingOpen = .allocate(capacity: answerRowCount)
    pendingOpen.initialize(repeating: 0, count: answerRowCount)
    silence = AlignedBuffer(count: stream.inputWidth)
    latest = classes.blank
  }

  deinit {
    pendingOpen.deallocate()
  }

  func begin(firstRow: Int, freeRow: Int) { reset() }

  func take(_ row: ScoredRow) -> Bool { take(row.features, isSpeech: row.isSpeech) }

  private func take(_ features: UnsafePointer<Float>, isSpeech: Bool) -> Bool {
    (pending.base + pendingCount * stream.inputWidth).update(from: features, count: stream.inputWidth)
    pendingOpen[pendingCount] = isSpeech ? 1 : 0
    pendingCount += 1
    guard pendingCount == answerRowCount else { return false }
    pendingCount = 0
    let result = stream.push(RowBlock(pending.base, count: answerRowCount, open: pendingOpen))
    guard result.count > 0 else { return false }
    let logits = result.rows + (result.count - 1) * classes.classCount
    classes.update(&latest, from: UnsafeBufferPointer(start: logits, count: classes.classCount))
    hasScores = true
    return true
  }

  /// Completes a step that has begun, with closed rows.
  func finish(lastSpeechRow: Int, rowCount: Int) {
    while pendingCount > 0 { _ = take(silence.base, isSpeech: false) }
  }

  func score() -> UtteranceScore? {
    hasScores ? latest : nil
  }

  func reset() {
    stream.reset()
    pendingCount = 0
    hasScores = false
  }
}
