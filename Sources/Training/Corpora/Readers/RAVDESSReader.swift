/// RAVDESS: `03-01-06-01-02-01-12.wav` is modality, vocal channel, emotion, intensity, statement, repetition, actor.
///
/// Speech only; audio-only files only, since the sound of the videos is the same recording.
struct RAVDESSReader: CorpusReader {
  mutating func read(_ file: FilePath) -> CorpusReading? {
    let parts = file.stem.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 7, parts.allSatisfy({ $0.isDigits(2) }), let actor = Int(parts[6]), actor > 0,
      let emotionCode = Int(parts[2]), (1...8).contains(emotionCode), ["01", "02"].contains(parts[1])
    else { return nil }
    if parts[0] != "03" { return .skipped(.videoSound) }
    if parts[1] == "02" { return .skipped(.song) }
    return .clip(
      Clip(
        path: file.path, corpus: "ravdess", speaker: "ravdess-\(parts[6])",
        gender: actor.isMultiple(of: 2) ? .female : .male, language: "en",
        emotion: Emotion.canonical[emotionCode - 1], intensity: parts[3] == "02" ? "strong" : "normal",
        sentence: "ravdess-\(parts[4])"))
  }
}
