/// What a finished model says it learnt from.
public struct LearntFrom: Sendable, Hashable, Codable {
  /// Recipe it was trained from.
  public var recipeName: String
  /// Clips of each corpus it learnt from.
  public var clipCounts: [String: Int]
  /// Speakers it learnt from, as far as their clips name them; nil where the model's card does not.
  public var speakers: [String]?

  /// Records a model's own statement.
  public init(recipeName: String, clipCounts: [String: Int], speakers: [String]? = nil) {
    self.recipeName = recipeName
    self.clipCounts = clipCounts
    self.speakers = speakers
  }

  /// What figures on clips of `corpora` and `testSpeakers` say of new voices.
  ///
  /// - Parameter namesTestSpeakers: whether every clip tested names its speaker.
  func statement(corpora: [String], testSpeakers: [String], namesTestSpeakers: Bool) -> String {
    guard !clipCounts.isEmpty else { return "The model does not say what it learnt from." }
    let shared = Set(testSpeakers).intersection(speakers ?? []).count
    if namesTestSpeakers, namesSpeakers, !testSpeakers.isEmpty {
      return shared == 0
        ? "The model learnt from none of the \(testSpeakers.count) speakers tested here."
        : "The model learnt from \(shared) of the \(testSpeakers.count) speakers tested here: the figures do not hold "
          + "for a new voice."
    }
    if shared > 0 {
      return "The model learnt from at least \(shared) of the speakers tested here: the figures do not hold "
        + "for a new voice. Not all speakers are known."
    }
    let learnt = corpora.filter { clipCounts[$0] != nil }
    let new = corpora.filter { clipCounts[$0] == nil }
    var sentences: [String] = []
    if !learnt.isEmpty {
      sentences.append(
        "The model learnt from \(learnt.joined(separator: ", ")): its speakers and clips may be among those tested "
          + "here, and the figures then do not hold for a new voice.")
    }
    if !new.isEmpty {
      sentences.append("It learnt from no clip of \(new.joined(separator: ", ")).")
    }
    sentences.append("Not all speakers are known.")
    return sentences.joined(separator: " ")
  }

  /// Whether there are speakers of every corpus, whose name theirs begin with: a card tells of no clips without a speaker.
  private var namesSpeakers: Bool {
    guard let speakers else { return false }
    return clipCounts.keys.allSatisfy { corpus in speakers.contains { $0.hasPrefix("\(corpus)-") } }
  }
}
