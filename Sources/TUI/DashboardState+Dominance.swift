/// A class that has taken nearly every verdict for long. That says more of the model, the room or the level than of the
/// speaker.
struct Dominance: Equatable {
  /// Verdicts looked at, of which `least` must be the class's own: one stray verdict changes nothing.
  static let window = 20
  static let least = 19
  /// Seconds of speech in them: twenty coughs prove nothing.
  static let leastSpeech = 40.0

  /// Index of the class.
  var labelIndex: Int
  /// Verdicts it took.
  var count: Int
}

extension DashboardState {
  /// Adds a finished utterance and forgets the oldest ones where there are very many.
  public mutating func append(_ utterance: UtteranceRow) {
    utterances.append(utterance)
    guard utterances.count > 2000 else { return }
    utterances.removeFirst(1000)
    firstOfModel = max(0, firstOfModel - 1000)
  }

  /// The class that takes nearly every verdict of the model in use; nil where there is none.
  var dominance: Dominance? {
    guard utterances.count - firstOfModel >= Dominance.window else { return nil }
    let recent = utterances.suffix(Dominance.window)
    guard recent.reduce(0, { $0 + $1.speechSeconds }) >= Dominance.leastSpeech else { return nil }
    var counts = [Int](repeating: 0, count: labels.count)
    for row in recent where row.verdict == .emotion && row.leaderIndex < counts.count {
      counts[row.leaderIndex] += 1
    }
    guard let most = counts.max(), most >= Dominance.least, let index = counts.firstIndex(of: most) else {
      return nil
    }
    return Dominance(labelIndex: index, count: most)
  }
}
