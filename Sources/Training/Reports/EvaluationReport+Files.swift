import FoundationEssentials

extension EvaluationReport {
  /// The report as JSON, keys in alphabetical order.
  public func json() throws(TrainingError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    } catch {
      throw .unwritable(path: "JSON", reason: "\(error)")
    }
  }

  /// The pictures the report has data for, by file name.
  public var pictures: [String: String] {
    let title = "\(run.recipeName), \(protocolName)" + (sharesSpeakers ? " (speakers shared)" : "")
    var pictures = ["confusion-matrix.svg": ConfusionMatrixPicture(pooledConfusion, title: title).svg]
    if let calibration {
      pictures["reliability.svg"] = ReliabilityPicture(calibration, title: title).svg
      pictures["coverage.svg"] = LineChart(coverage: coverage, title: title).svg
    }
    return pictures
  }

  /// Writes `report.json`, `report.txt`, the pictures and `extraPictures` into `folder`, which is made where it is missing.
  ///
  /// - Errors: `unwritable`.
  public func write(into folder: String, extraPictures: [String: String] = [:]) throws(TrainingError) {
    var files = pictures.merging(extraPictures) { $1 }
    files["report.json"] = try json()
    files["report.txt"] = lines.joined(separator: "\n") + "\n"
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: folder, reason: SystemWord.reason(of: error))
    }
    for (name, text) in files.sorted(by: { $0.key < $1.key }) {
      let path = FilePath.joined(folder, name)
      do {
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
      } catch {
        throw .unwritable(path: path, reason: SystemWord.reason(of: error))
      }
    }
  }
}
