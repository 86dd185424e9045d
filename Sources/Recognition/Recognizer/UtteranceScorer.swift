import Buffers
import Glibc
import Network

/// Runs the network over the rows of one utterance and keeps its last scores.
final class UtteranceScorer {
  /// Rows for one network step.
  let timeStride: Int
  let unsureThreshold: Float
  private let stream: NetworkStream
  private let temperature: Float
  private let nonSpeechIndex: Int?
  private let classCount: Int
  private let pending: AlignedBuffer
  private let pendingOpen: UnsafeMutablePointer<UInt8>
  private var pendingCount = 0
  private let logits: AlignedBuffer
  private var hasScores = false

  init(model: EmotionModel) {
    timeStride = model.network.timeStride
    stream = model.network.makeStream(maximumRowCount: timeStride)
    temperature = model.metadata.calibration.temperature
    unsureThreshold = model.metadata.calibration.unsureThreshold
    nonSpeechIndex = model.nonSpeechIndex
    classCount = model.metadata.labels.count
    pending = AlignedBuffer(count: timeStride * stream.inputWidth)
    pendingOpen = .allocate(capacity: timeStride)
    pendingOpen.initialize(repeating: 0, count: timeStride)
    logits = AlignedBuffer(count: classCount)
  }

  deinit {
    pendingOpen.deallocate()
  }

  /// Takes a row; true when it completed a network step.
  func take(_ features: UnsafePointer<Float>, isSpeech: Bool) -> Bool {
    (pending.base + pendingCount * stream.inputWidth).update(from: features, count: stream.inputWidth)
    pendingOpen[pendingCount] = isSpeech ? 1 : 0
    pendingCount += 1
    guard pendingCount == timeStride else { return false }
    pendingCount = 0
    let result = stream.push(RowBlock(pending.base, count: timeStride, open: pendingOpen))
    guard result.count > 0 else { return false }
    logits.base.update(from: result.rows + (result.count - 1) * classCount, count: classCount)
    hasScores = true
    return true
  }

  /// Completes a step that has begun, with closed rows.
  func finish() {
    guard pendingCount > 0 else { return }
    let silence = AlignedBuffer(count: stream.inputWidth)
    while pendingCount > 0 { _ = take(silence.base, isSpeech: false) }
  }

  /// Calibrated probabilities: of the emotions among themselves, and of there being no speech at all; nil before
  /// the first step.
  func probabilities() -> (emotions: Probabilities, nonSpeech: Float)? {
    guard hasScores else { return nil }
    let scores = logits.elements
    let top = (0..<classCount).reduce(-Float.infinity) { max($0, scores[$1] / temperature) }
    let shares = (0..<classCount).map { expf(scores[$0] / temperature - top) }
    let total = shares.reduce(0, +)
    let nonSpeech = nonSpeechIndex.map { shares[$0] / total } ?? 0
    var emotions = shares
    if let nonSpeechIndex { emotions.remove(at: nonSpeechIndex) }
    let emotionTotal = emotions.reduce(0, +)
    guard emotionTotal > 0 else {
      return (Probabilities(emotions.map { _ in 1 / Float(emotions.count) }), nonSpeech)
    }
    return (Probabilities(emotions.map { $0 / emotionTotal }), nonSpeech)
  }

  /// Forgets everything heard.
  func reset() {
    stream.reset()
    pendingCount = 0
    hasScores = false
  }
}
