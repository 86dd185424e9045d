import FoundationEssentials

/// A table of clips: columns path and emotion; optional speaker, corpus, gender, language, intensity, sentence, seconds.
///
/// Paths are relative to the manifest's folder. Rows of the corpora `noise` and `rooms`, and rows without an emotion, are
/// kept apart from the clips to train on.
struct Manifest {
  var clips: [Clip] = []
  var noise: [Clip] = []
  var rooms: [Clip] = []
  var unlabelled: [Clip] = []

  /// Reads the manifest at `path`.
  ///
  /// - Errors: `unreadable`; `manifest` with the line, what was expected there and what was found.
  init(path: String) throws(TrainingError) {
    try self.init(text: try TextFile.contents(of: path), path: path)
  }

  /// Reads the text of the manifest at `path`.
  init(text: String, path: String) throws(TrainingError) {
    let table: CSVTable
    do throws(CSVTable.Failure) {
      table = try CSVTable(text)
    } catch {
      throw .manifest(path: path, line: error.line, expected: error.expected, found: error.found)
    }
    guard let header = table.rows.first else {
      throw .manifest(
        path: path, line: 1, expected: "a header with the columns path and emotion", found: "nothing")
    }
    let reader = try RowReader(path: path, header: header)
    for row in table.rows.dropFirst() {
      let clip = try reader.clip(of: row)
      switch (clip.corpus, clip.emotion) {
      case ("noise", nil): noise.append(clip)
      case ("rooms", nil): rooms.append(clip)
      case (_, nil): unlabelled.append(clip)
      default: clips.append(clip)
      }
    }
  }

  private struct RowReader {
    let path: String
    let folder: String
    let defaultCorpus: String
    let header: [String]
    let columns: [String: Int]

    init(path: String, header row: CSVTable.Row) throws(TrainingError) {
      self.path = path
      let parts = FilePath(path)
      folder = path.hasPrefix("/") ? parts.folderPaths.first ?? "/" : parts.folderPaths.first ?? "."
      defaultCorpus = (parts.folderNames.first ?? "custom").lowercased()
      header = row.fields.map { TextFile.trimmed($0).lowercased() }
      var columns: [String: Int] = [:]
      for (index, name) in header.enumerated() {
        if columns.updateValue(index, forKey: name) != nil {
          throw .manifest(path: path, line: row.line, expected: "each column once", found: "\(name) twice")
        }
      }
      for needed in ["path", "emotion"] where columns[needed] == nil {
        throw .manifest(
          path: path, line: row.line, expected: "a header with the columns path and emotion",
          found: header.joined(separator: ","))
      }
      self.columns = columns
    }

    func clip(of row: CSVTable.Row) throws(TrainingError) -> Clip {
      guard row.fields.count == header.count else {
        throw failure(row, "\(header.count) fields, as in the header", "\(row.fields.count)")
      }
      func value(_ column: String) -> String? {
        guard let index = columns[column] else { return nil }
        let trimmed = TextFile.trimmed(row.fields[index])
        return trimmed.isEmpty ? nil : trimmed
      }
      guard let name = value("path") else { throw failure(row, "a path", "an empty field") }
      let file = FilePath.joined(folder, name)
      guard FileManager.default.fileExists(atPath: file) else {
        throw failure(row, "the path of a file", name)
      }
      let corpus = value("corpus")?.lowercased() ?? defaultCorpus
      var gender: Gender?
      if let word = value("gender") {
        gender = Self.genders[word.lowercased()]
        if gender == nil, !Self.unstatedGenders.contains(word.lowercased()) {
          throw failure(row, "female, male, other or unknown", word)
        }
      }
      var seconds: Double?
      if let number = value("seconds") {
        guard let parsed = Double(number), parsed.isFinite, parsed > 0 else {
          throw failure(row, "seconds as a positive number", number)
        }
        seconds = parsed
      }
      return Clip(
        path: file, corpus: corpus, speaker: value("speaker").map { Self.qualified($0, by: corpus) },
        gender: gender, language: value("language"), emotion: value("emotion"), intensity: value("intensity"),
        sentence: value("sentence").map { Self.qualified($0, by: corpus) }, seconds: seconds)
    }

    private func failure(_ row: CSVTable.Row, _ expected: String, _ found: String) -> TrainingError {
      .manifest(path: path, line: row.line, expected: expected, found: found)
    }

    /// Speakers and sentences of two corpora must not be taken for one another.
    private static func qualified(_ name: String, by corpus: String) -> String {
      name.hasPrefix(corpus + "-") ? name : "\(corpus)-\(name)"
    }

    private static let genders: [String: Gender] = [
      "female": .female, "f": .female, "woman": .female, "male": .male, "m": .male, "man": .male,
    ]
    private static let unstatedGenders: Set<String> = ["other", "unknown"]
  }
}
