/// IEMOCAP: `Ses01F_impro01_F000.wav`, labelled in `dialog/EmoEvaluation/Ses01F_impro01.txt`.
///
/// The last part's letter is the gender of who speaks; the first part's only says who wore the markers.
struct IEMOCAPReader: CorpusReader {
  private var labelsByDialog: [String: [String: String]] = [:]

  mutating func read(_ file: FilePath) -> CorpusReading? {
    let parts = file.stem.split(separator: "_").map(String.init)
    guard parts.count >= 3, let first = parts.first, let turn = parts.last, first.hasPrefix("Ses"),
      first.count == 6, first.dropFirst(3).prefix(2).isDigits(2), let marker = first.last,
      "FM".contains(marker),
      let speaker = turn.first, "FM".contains(speaker), turn.dropFirst().prefix(3).isDigits(3)
    else { return nil }
    let dialog = parts.dropLast().joined(separator: "_")
    guard let code = labels(of: dialog, near: file)[file.stem], let emotion = Self.emotions[code] else {
      return .skipped(.labelMissing)
    }
    return .clip(
      Clip(
        path: file.path, corpus: "iemocap", speaker: "iemocap-\(first.dropFirst(3).prefix(2))\(speaker)",
        gender: speaker == "F" ? .female : .male, language: "en", emotion: emotion))
  }

  private mutating func labels(of dialog: String, near file: FilePath) -> [String: String] {
    let folders = file.folderPaths
    let key = (folders.first ?? "") + "|" + dialog
    if let known = labelsByDialog[key] { return known }
    var labels: [String: String] = [:]
    for folder in folders.prefix(5) {
      let path = FilePath.joined(folder, "dialog/EmoEvaluation/\(dialog).txt")
      guard let text = try? TextFile.contents(of: path) else { continue }
      for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix("[") {
        let fields = line.split(separator: "\t")
        if fields.count >= 3 { labels[TextFile.trimmed(fields[1])] = TextFile.trimmed(fields[2]) }
      }
      break
    }
    labelsByDialog[key] = labels
    return labels
  }

  private static let emotions = [
    "neu": "neutral", "hap": "happiness", "sad": "sadness", "ang": "anger", "fru": "frustration",
    "exc": "excited", "fea": "fear", "sur": "surprise", "dis": "disgust", "oth": "other", "xxx": "undecided",
  ]
}
