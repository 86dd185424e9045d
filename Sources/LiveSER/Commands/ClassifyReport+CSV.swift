import Recognition

extension ClassifyReport {
  /// Names of the columns; the labels' columns hold their probabilities.
  var csvHeader: CSVRow {
    CSVRow(
      fields: ["file", "duration", "sampleRate", "channels", "state", "label", "confidence"] + labels
        + ["speechSeconds", "segments", "model", "error"])
  }

  /// One result as a row; what does not apply is empty.
  func csvRow(of result: ClassifyResult) -> CSVRow {
    switch result.content {
    case .failure(let failure):
      let emptyCount = csvHeader.fields.count - 2
      return CSVRow(
        fields: [result.file.recorded] + [String](repeating: "", count: emptyCount) + [failure.problem])
    case .success(let audio):
      let verdict = audio.verdict
      let leader = verdict.probabilities?.leader(labels: labels)
      func decimal(_ value: Double?, places: Int) -> String {
        value.flatMap { JSONValue.decimal($0, places: places) } ?? ""
      }
      let probabilities =
        verdict.probabilities?.rounded.map { decimal($0, places: 4) } ?? labels.map { _ in "" }
      return CSVRow(
        fields: [
          result.file.recorded, decimal(audio.duration, places: 3), "\(audio.format.sampleRate)",
          "\(audio.format.channelCount)", verdict.state.rawValue, leader?.label ?? "",
          decimal(leader?.confidence, places: 4),
        ] + probabilities + [
          decimal(verdict.speechSeconds, places: 3), "\(verdict.segments.count)", model.metadata.name, "",
        ])
    }
  }
}
