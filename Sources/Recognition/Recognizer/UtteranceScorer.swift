import Network

/// Calibrated probabilities of an utterance so far.
struct UtteranceScore {
  /// Of the emotions among themselves.
  var emotions: Probabilities
  /// Of there being no speech at all.
  var nonSpeech: Float
}

/// A row of the front end on its way to a scorer.
struct ScoredRow {
  /// The level-normalised row.
  var features: UnsafePointer<Float>
  /// Whether the gate is open.
  var isSpeech: Bool
  /// Rows before it since the stream began.
  var index: Int
}

/// Judges one utterance after the other, row by row.
protocol UtteranceScorer: AnyObject {
  /// Rows from one answer to the next.
  var answerRowCount: Int { get }
  /// An utterance begins: `firstRow` comes next, and rows from `freeRow` on belong to no utterance before.
  func begin(firstRow: Int, freeRow: Int)
  /// Takes a row; true when there is a new answer.
  func take(_ row: ScoredRow) -> Bool
  /// The utterance is over: its last speech was `lastSpeechRow`, and `rowCount` rows have been heard.
  func finish(lastSpeechRow: Int, rowCount: Int)
  /// The answer; nil before the first one.
  func score() -> UtteranceScore?
  /// Forgets everything heard.
  func reset()
}

extension EmotionModel {
  /// A scorer of its own for one stream.
  ///
  /// - Parameter samples: what the stream's samples are put into, where the input is a window of them.
  func makeScorer(samples: SampleWindow?) -> any UtteranceScorer {
    switch execution {
    case .streaming(let network): return StreamingScorer(self, network)
    case .window(let network):
      if let input = metadata.input.window, let samples {
        return WindowScorer(self, network, input, samples)
      }
      return RowWindowScorer(self, network)
    }
  }
}
