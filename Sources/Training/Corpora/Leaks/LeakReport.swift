/// What test clips have in common with training clips.
public struct LeakReport: Sendable, Hashable, Codable {
  /// One recording on both sides.
  public struct Copy: Sendable, Hashable, Codable {
    /// The test clip.
    public var testPath: String
    /// The training clip with the same audio.
    public var trainPath: String
    /// How well they agree, and where.
    public var match: FingerprintMatch
  }

  /// Recordings on both sides, in the order of the test clips.
  public var copies: [Copy]
  /// Number of test clips compared.
  public var testClipCount: Int
  /// Number of test clips whose audio is also in the training clips.
  public var copiedTestClipCount: Int
  /// Speakers on both sides, in alphabetical order.
  public var sharedSpeakers: [String]
  /// Number of speakers among the test clips.
  public var testSpeakerCount: Int
  /// Sentences on both sides, in alphabetical order.
  public var sharedSentences: [String]
  /// Number of sentences among the test clips.
  public var testSentenceCount: Int
  /// Whether every clip of both sides names its speaker; nil in reports that do not tell.
  public var namesSpeakers: Bool?
  /// Likewise for sentences.
  public var namesSentences: Bool?
  /// Clips too short or too quiet to be compared by content.
  public var incomparableClipCount: Int

  init(train: [Clip], test: [Clip], copies: [Copy], incomparableClipCount: Int) {
    self.copies = copies
    self.incomparableClipCount = incomparableClipCount
    testClipCount = test.count
    copiedTestClipCount = Set(copies.map(\.testPath)).count
    let speakers = Set(test.compactMap(\.speaker))
    sharedSpeakers = speakers.intersection(train.compactMap(\.speaker)).sorted()
    testSpeakerCount = speakers.count
    let sentences = Set(test.compactMap(\.sentence))
    sharedSentences = sentences.intersection(train.compactMap(\.sentence)).sorted()
    testSentenceCount = sentences.count
    namesSpeakers = (train + test).allSatisfy { $0.speaker != nil }
    namesSentences = (train + test).allSatisfy { $0.sentence != nil }
  }

  /// Whether a recording or a speaker stands on both sides.
  public var hasLeaks: Bool { copiedTestClipCount > 0 || !sharedSpeakers.isEmpty }

  /// Sentences for a person, one a line.
  public var lines: [String] {
    var lines: [String] = []
    if copiedTestClipCount == 0 {
      lines.append("No test clip's recording is in the training clips.")
    } else {
      let share = FixedPoint.text(100 * Double(copiedTestClipCount) / Double(testClipCount), digits: 1)
      lines.append(
        "\(copiedTestClipCount) of \(testClipCount) test clips (\(share) %) are recordings that are also in the "
          + "training clips; what they score says nothing of new audio.")
      lines += copies.prefix(3).map { "  \($0.testPath) is \($0.trainPath)" }
      if copies.count > 3 { lines.append("  and \(copies.count - 3) more") }
    }
    lines.append(
      Self.line(
        "speakers", shared: sharedSpeakers.count, of: testSpeakerCount, namesAll: namesSpeakers ?? true))
    lines.append(
      Self.line(
        "sentences", shared: sharedSentences.count, of: testSentenceCount, namesAll: namesSentences ?? true))
    if incomparableClipCount > 0 {
      lines.append("\(incomparableClipCount) clips are too short or too quiet to be compared by content.")
    }
    return lines
  }

  private static func line(_ what: String, shared: Int, of count: Int, namesAll: Bool) -> String {
    if count == 0 { return "The test clips' \(what) are not known." }
    let caveat = namesAll ? "" : " Not all \(what) are known."
    if shared == 0 {
      let place = namesAll ? "is" : "is known to be"
      return "No test clip's \(what.dropLast()) \(place) in the training clips.\(caveat)"
    }
    return "\(shared) of the test clips' \(count) \(what) are also in the training clips.\(caveat)"
  }
}
