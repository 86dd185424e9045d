/// A speaker's gender as the corpora record it.
public enum Gender: String, Sendable, Hashable, Codable, CaseIterable {
  case female
  case male
}

/// One recording of a corpus and what is known of it.
public struct Clip: Sendable, Hashable, Codable {
  /// Where the audio file is.
  public var path: String
  /// Corpus it belongs to, in lower case: `ravdess`, `emodb` …
  public var corpus: String
  /// Speaker, unique over all corpora (`ravdess-01`, `emodb-03`); nil where the data do not say.
  public var speaker: String?
  /// Gender of the speaker where known.
  public var gender: Gender?
  /// Language spoken, as an ISO 639-1 code.
  public var language: String?
  /// Emotion in the corpus's own word; nil for noise, room responses and unlabelled speech.
  public var emotion: String?
  /// Intensity in the corpus's own word.
  public var intensity: String?
  /// What is said, unique over all corpora (`ravdess-01`, `tess-back`).
  public var sentence: String?
  /// Length where the manifest gives it. Units: seconds.
  public var seconds: Double?

  /// Describes the recording at `path`.
  public init(
    path: String, corpus: String, speaker: String? = nil, gender: Gender? = nil, language: String? = nil,
    emotion: String? = nil, intensity: String? = nil, sentence: String? = nil, seconds: Double? = nil
  ) {
    self.path = path
    self.corpus = corpus
    self.speaker = speaker
    self.gender = gender
    self.language = language
    self.emotion = emotion
    self.intensity = intensity
    self.sentence = sentence
    self.seconds = seconds
  }
}
