import Buffers
import Network

/// How often a network that looks ahead is run over live rows, and how far back.
public enum RecognitionPace {
  /// Seconds between two answers while somebody speaks, at most, so that there are five a second.
  public static let updateSeconds = 0.2
  /// Longest stretch looked at, in seconds.
  public static let longestSeconds = 10.0

  /// Rows between two answers that are to come every `seconds`, or sooner.
  static func answerRowCount(seconds: Double, rowRate: Double) -> Int {
    max(1, Int(seconds * rowRate + 1e-6))
  }

  /// Most rows looked at.
  static func longestRowCount(rowRate: Double) -> Int { Int((longestSeconds * rowRate).rounded()) }
}

/// Runs a network that needs the future over the rows of the utterance so far, several times a second and once more at its end.
final class RowWindowScorer: UtteranceScorer {
  let answerRowCount: Int
  private let runner: WindowRunner
  private let classes: ClassScores
  private let width: Int
  private let longestRowCount: Int
  /// The last rows of the utterance, at the front of twice the room, so that they lie in one piece.
  private let rows: AlignedBuffer
  private var open: [Bool] = []
  private var first = 0
  private var takenCount = 0
  private var logits: [Float]?

  init(_ model: EmotionModel, _ network: WindowNetwork) {
    let rowRate = model.metadata.frontEnd.logMel.rowRate
    runner = network.makeRunner()
    classes = ClassScores(model)
    width = network.inputWidth
    answerRowCount = RecognitionPace.answerRowCount(seconds: RecognitionPace.updateSeconds, rowRate: rowRate)
    longestRowCount = max(network.minimumStepCount, RecognitionPace.longestRowCount(rowRate: rowRate))
    rows = AlignedBuffer(count: 2 * longestRowCount * width)
  }

  func begin(firstRow: Int, freeRow: Int) { reset() }

  func take(_ row: ScoredRow) -> Bool {
    if first + open.count == 2 * longestRowCount {
      rows.base.update(from: rows.base + (first + 1) * width, count: (open.count - 1) * width)
      first = 0
      open.removeFirst()
    } else if open.count == longestRowCount {
      first += 1
      open.removeFirst()
    }
    (rows.base + (first + open.count) * width).update(from: row.features, count: width)
    open.append(row.isSpeech)
    takenCount += 1
    guard takenCount % answerRowCount == 0 else { return false }
    judge()
    return true
  }

  func finish(lastSpeechRow: Int, rowCount: Int) { judge() }

  private func judge() {
    guard !open.isEmpty else { return }
    logits = runner.logits(rows.base + first * width, stepCount: open.count, open: open)
  }

  func score() -> UtteranceScore? { logits.map(classes.probabilities) }

  func reset() {
    open.removeAll(keepingCapacity: true)
    first = 0
    takenCount = 0
    logits = nil
  }
}
