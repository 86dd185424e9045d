/// CREMA-D: `1001_DFA_ANG_XX.wav` is actor, sentence, emotion, level.
///
/// The actors' sex is taken from `VideoDemographics.csv` where it lies beside the audio or up to two folders above.
struct CREMADReader: CorpusReader {
  private var gendersByFolder: [String: [String: Gender]] = [:]

  mutating func read(_ file: FilePath) -> CorpusReading? {
    let parts = file.stem.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
    // "1040_ITH_SAD_X" is a name of the original.
    guard parts.count == 4, parts[0].isDigits(4), parts[0].hasPrefix("1"), Self.sentences.contains(parts[1]),
      let emotion = Self.emotions[parts[2]], let level = Self.levels[parts[3]]
    else { return nil }
    return .clip(
      Clip(
        path: file.path, corpus: "cremad", speaker: "cremad-\(parts[0])",
        gender: genders(near: file)[parts[0]],
        language: "en", emotion: emotion, intensity: level, sentence: "cremad-\(parts[1])"))
  }

  private mutating func genders(near file: FilePath) -> [String: Gender] {
    let folders = file.folderPaths
    guard let folder = folders.first else { return [:] }
    if let known = gendersByFolder[folder] { return known }
    var found: [String: Gender] = [:]
    for candidate in folders.prefix(3) {
      guard let text = try? TextFile.contents(of: FilePath.joined(candidate, "VideoDemographics.csv")),
        let table = try? CSVTable(text), let header = table.rows.first?.fields,
        let actor = header.firstIndex(of: "ActorID"), let sex = header.firstIndex(of: "Sex")
      else { continue }
      for row in table.rows.dropFirst() where row.fields.count == header.count {
        found[row.fields[actor]] = Gender(rawValue: row.fields[sex].lowercased())
      }
      break
    }
    gendersByFolder[folder] = found
    return found
  }

  private static let sentences: Set<String> = [
    "IEO", "TIE", "IOM", "IWW", "TAI", "MTI", "IWL", "ITH", "DFA", "ITS", "TSI", "WSI",
  ]
  private static let emotions = [
    "ANG": "anger", "DIS": "disgust", "FEA": "fear", "HAP": "happy", "NEU": "neutral", "SAD": "sad",
  ]
  private static let levels = [
    "LO": "low", "MD": "medium", "HI": "high", "XX": "unspecified", "X": "unspecified",
  ]
}
