/// Clips of one or more corpora, and what was found beside them.
public struct ClipCollection: Sendable, Equatable {
  /// Clips that carry an emotion, in the order they were read.
  public var clips: [Clip]
  /// Environmental sounds to mix in; never trained on as speech.
  public var noise: [Clip]
  /// Room impulse responses.
  public var rooms: [Clip]
  /// Speech without an emotion.
  public var unlabelled: [Clip]
  /// Files that were seen and left out, each with the reason.
  public var skipped: [SkippedFile]

  /// Gathers what was read.
  public init(
    clips: [Clip], noise: [Clip] = [], rooms: [Clip] = [], unlabelled: [Clip] = [],
    skipped: [SkippedFile] = []
  ) {
    self.clips = clips
    self.noise = noise
    self.rooms = rooms
    self.unlabelled = unlabelled
    self.skipped = skipped
  }

  /// Corpora of the clips, in alphabetical order.
  public var corpora: [String] { Set(clips.map(\.corpus)).sorted() }

  /// Speakers of the clips, in alphabetical order.
  public var speakers: [String] { Set(clips.compactMap(\.speaker)).sorted() }

  /// Number of clips of each emotion, by its normalised word.
  public var emotionCounts: [String: Int] {
    clips.reduce(into: [:]) { counts, clip in
      if let emotion = clip.emotion { counts[Emotion.normalized(emotion), default: 0] += 1 }
    }
  }

  /// Number of files left out for each reason.
  public var skippedCounts: [SkippedFile.Reason: Int] {
    skipped.reduce(into: [:]) { $0[$1.reason, default: 0] += 1 }
  }
}
