/// Berlin EmoDB: `03a01Fa.wav` is speaker, sentence, emotion (the German word's initial) and version.
struct EmoDBReader: CorpusReader {
  mutating func read(_ file: FilePath) -> CorpusReading? {
    let stem = Array(file.stem)
    guard stem.count == 6 || (stem.count == 7 && stem[6].isLowercase), String(stem[0..<2]).isDigits(2),
      "ab".contains(stem[2]), String(stem[3..<5]).isDigits(2), let emotion = Self.emotions[stem[5]],
      let gender = Self.genders[String(stem[0..<2])]
    else { return nil }
    return .clip(
      Clip(
        path: file.path, corpus: "emodb", speaker: "emodb-\(String(stem[0..<2]))", gender: gender,
        language: "de",
        emotion: emotion, sentence: "emodb-\(String(stem[2..<5]))"))
  }

  private static let emotions: [Character: String] = [
    "W": "anger", "L": "boredom", "E": "disgust", "A": "anxiety/fear", "F": "happiness", "T": "sadness",
    "N": "neutral",
  ]
  private static let genders: [String: Gender] = [
    "03": .male, "08": .female, "09": .female, "10": .male, "11": .male, "12": .male, "13": .female,
    "14": .female, "15": .male, "16": .female,
  ]
}
