/// What a finished model says it learnt from.
public struct LearntFrom: Sendable, Hashable, Codable {
  /// Recipe it was trained from.
  public var recipeName: String
  /// Clips of each corpus it learnt from.
  public var clipCounts: [String: Int]
  /// Speakers it learnt from; nil where the model's card does not name them.
  public var speakers: [String]?

  /// Records a model's own statement.
  public init(recipeName: String, clipCounts: [String: Int], speakers: [String]? = nil) {
    self.recipeName = recipeName
    self.clipCounts = clipCounts
    self.speakers = speakers
  }

  /// What figures on clips of `corpora` and `testSpeakers` say of new voices.
  func statement(corpora: [String], testSpeakers: [String]) -> String {
    guard !clipCounts.isEmpty else { return "The model does not say what it learnt from." }
    if let speakers, !testSpeakers.isEmpty {
      let shared = Set(testSpeakers).intersection(speakers).count
      return shared == 0
        ? "The model learnt from none of the \(testSpeakers.count) speakers tested here."
        : "The model learnt from \(shared) of the \(testSpeakers.count) speakers tested here: the figures do not hold "
          + "for a new voice."
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
    return sentences.joined(separator: " ")
  }
}
