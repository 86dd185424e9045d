/// SAVEE: `DC_a01.wav`, or `a01.wav` in the folder of a speaker, is emotion and sentence of one of four men.
struct SAVEEReader: CorpusReader {
  mutating func read(_ file: FilePath) -> CorpusReading? {
    let parts = file.stem.split(separator: "_")
    let speaker: String
    let code: String
    switch parts.count {
    case 2: (speaker, code) = (String(parts[0]), parts[1].lowercased())
    case 1: (speaker, code) = (file.folderNames.first ?? "", parts[0].lowercased())
    default: return nil
    }
    let letters = code.prefix { $0.isLetter }
    guard Self.speakers.contains(speaker), code.dropFirst(letters.count).isDigits(2),
      let emotion = Self.emotions[String(letters)]
    else { return nil }
    return .clip(
      Clip(
        path: file.path, corpus: "savee", speaker: "savee-\(speaker)", gender: .male, language: "en",
        emotion: emotion, sentence: "savee-\(code)"))
  }

  private static let speakers: Set<String> = ["DC", "JE", "JK", "KL"]
  private static let emotions = [
    "a": "anger", "d": "disgust", "f": "fear", "h": "happiness", "n": "neutral", "sa": "sadness",
    "su": "surprise",
  ]
}
