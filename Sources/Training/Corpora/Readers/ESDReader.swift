/// ESD: `0001/Angry/0001_000351.wav`, also with train, evaluation and test folders under the emotion's.
///
/// Speakers 0001-0010 speak Mandarin, 0011-0020 English; each says the same 350 sentences in five emotions. Where no
/// folder names the emotion, the number does: 1-350 neutral, then angry, happy, sad, surprise.
///
/// - Source: Zhou, Sisman, Liu & Li 2021; genders from the corpus's ReadMe.
struct ESDReader: CorpusReader {
  mutating func read(_ file: FilePath) -> CorpusReading? {
    let parts = file.stem.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, parts[0].isDigits(4), parts[1].isDigits(6), let speaker = Int(parts[0]),
      (1...20).contains(speaker), let number = Int(parts[1]), (1...1750).contains(number)
    else { return nil }
    let folder = file.folderNames.prefix(2).map { $0.lowercased() }.first { Self.emotions.contains($0) }
    let language = speaker <= 10 ? "zh" : "en"
    let sentence = String((number - 1) % 350 + 1)
    return .clip(
      Clip(
        path: file.path, corpus: "esd", speaker: "esd-\(parts[0])",
        gender: Self.women.contains(speaker) ? .female : .male, language: language,
        emotion: folder ?? Self.emotions[(number - 1) / 350],
        sentence: "esd-\(language)-" + String(repeating: "0", count: 3 - sentence.count) + sentence))
  }

  private static let emotions = ["neutral", "angry", "happy", "sad", "surprise"]
  private static let women: Set<Int> = [1, 2, 3, 7, 9, 15, 16, 17, 18, 19]
}
