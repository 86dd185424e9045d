/// TESS: `OAF_back_angry.wav` is speaker (older or younger adult female), word, emotion; `ps` is pleasant surprise.
///
/// The folder does not matter. `OA_bite_neutral` is the original's own slip for `OAF_bite_neutral`.
struct TESSReader: CorpusReader {
  mutating func read(_ file: FilePath) -> CorpusReading? {
    let parts = file.stem.split(separator: "_", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[1].isEmpty, let speaker = Self.speakers[parts[0].uppercased()],
      Self.emotions.contains(parts[2].lowercased())
    else { return nil }
    return .clip(
      Clip(
        path: file.path, corpus: "tess", speaker: "tess-\(speaker)", gender: .female, language: "en",
        emotion: parts[2].lowercased(), sentence: "tess-\(parts[1].lowercased())"))
  }

  private static let speakers = ["OAF": "OAF", "OA": "OAF", "YAF": "YAF"]
  private static let emotions: Set<String> = [
    "angry", "disgust", "fear", "happy", "neutral", "ps", "sad", "pleasant_surprise", "pleasant_surprised",
  ]
}
