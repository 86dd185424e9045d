/// What a finished model says it learnt from.
public struct LearntFrom: Sendable, Hashable, Codable {
  /// Recipe it was trained from.
  public var recipeName: String
  /// Clips of each corpus it learnt from.
  public var clipCounts: [String: Int]
  /// Speakers it learnt from, as far as their clips name them; nil where the model's card does not.
  public var speakers: [String]?
  /// Speakers whose clips chose its epoch or its calibration; nil where the model's card does not say.
  public var validationSpeakers: [String]?
  /// Clips it learnt from that name no speaker; nil where the model's card does not say.
  public var unnamedClipCount: Int?

  /// Records a model's own statement.
  public init(
    recipeName: String, clipCounts: [String: Int], speakers: [String]? = nil,
    validationSpeakers: [String]? = nil, unnamedClipCount: Int? = nil
  ) {
    self.recipeName = recipeName
    self.clipCounts = clipCounts
    self.speakers = speakers
    self.validationSpeakers = validationSpeakers
    self.unnamedClipCount = unnamedClipCount
  }

  /// What figures on clips of `corpora` and `testSpeakers` say of new voices.
  ///
  /// - Parameter namesTestSpeakers: whether every clip tested names its speaker.
  func statement(corpora: [String], testSpeakers: [String], namesTestSpeakers: Bool) -> String {
    guard !clipCounts.isEmpty else { return "The model does not say what it learnt from." }
    let shared = Set(testSpeakers).intersection(speakers ?? []).count
    let chose = Set(testSpeakers).intersection(validationSpeakers ?? []).subtracting(speakers ?? []).count
    if namesTestSpeakers, namesSpeakers, !testSpeakers.isEmpty {
      let tested = "of the \(testSpeakers.count) speakers tested here"
      if shared > 0 {
        return "The model learnt from \(shared) \(tested): the figures do not hold for a new voice."
      }
      if chose > 0 {
        return "The model learnt from none \(tested), but its epoch or calibration was chosen on \(chose) of "
          + "them: the figures may be better than a new voice's."
      }
      return "The model learnt from none \(tested)."
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

  /// Whether every clip names its speaker; where the card does not say, whether there are speakers of every corpus, whose
  /// name theirs begin with.
  private var namesSpeakers: Bool {
    guard let speakers, (unnamedClipCount ?? 0) == 0 else { return false }
    return clipCounts.keys.allSatisfy { corpus in speakers.contains { $0.hasPrefix("\(corpus)-") } }
  }
}
