/// What a file turned out to be for the corpus that claims it.
enum CorpusReading: Equatable {
  case clip(Clip)
  case skipped(SkippedFile.Reason)
}

/// Recognises the recordings of one corpus by their file names.
protocol CorpusReader {
  /// What `file` is; nil when its name is not of this corpus.
  mutating func read(_ file: FilePath) -> CorpusReading?
}

/// A file that was found and is not trained on.
public struct SkippedFile: Sendable, Hashable, Codable {
  /// Why a file is left out.
  public enum Reason: String, Sendable, Hashable, Codable, CaseIterable {
    /// The extension is not one of an audio file.
    case notAudio
    /// No known corpus names its files so.
    case unrecognisedName
    /// RAVDESS song, which is left out unless asked for.
    case song
    /// The sound of a RAVDESS video, which repeats the audio-only file.
    case videoSound
    /// The corpus's label file, or the clip's entry in it, is missing.
    case labelMissing
    /// Another file of this corpus, speaker and name was read already: archives come with whole second copies.
    case secondCopy
  }

  /// Where the file is.
  public var path: String
  /// Why it is left out.
  public var reason: Reason
}

extension StringProtocol {
  /// Whether there are `count` characters and all are ASCII digits.
  func isDigits(_ count: Int) -> Bool {
    utf8.count == count && utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
  }
}
