/// What a model said of one test clip.
public struct Prediction: Sendable, Hashable, Codable {
  /// Index of the true class.
  public var truthIndex: Int
  /// Class probabilities, which sum to 1; nil where no speech was found.
  public var probabilities: [Double]?
  /// Speaker of the clip where known; the bootstrap over speakers asks for it.
  public var speaker: String?
  /// The clip's file.
  public var path: String?
  /// Least probability of there being no speech, over the sounds in the clip; nil where there was none to judge.
  public var nonSpeech: Double?

  /// Records a verdict.
  public init(
    truthIndex: Int, probabilities: [Double]?, speaker: String? = nil, path: String? = nil,
    nonSpeech: Double? = nil
  ) {
    self.truthIndex = truthIndex
    self.probabilities = probabilities
    self.speaker = speaker
    self.path = path
    self.nonSpeech = nonSpeech
  }

  /// Index of the most probable class, the first on a tie; nil where no speech was found.
  public var leaderIndex: Int? {
    guard let probabilities, !probabilities.isEmpty else { return nil }
    return probabilities.indices.reduce(0) { probabilities[$1] > probabilities[$0] ? $1 : $0 }
  }

  /// Probability of the leading class; nil where no speech was found.
  public var confidence: Double? { leaderIndex.flatMap { probabilities?[$0] } }

  /// Whether the leading class is the true one; false where no speech was found.
  public var isCorrect: Bool { leaderIndex == truthIndex }
}
