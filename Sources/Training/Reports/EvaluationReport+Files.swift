import FoundationEssentials

extension EvaluationReport {
  /// The report as JSON, keys in alphabetical order.
  public func json() throws(TrainingError) -> String { try Self.json(self) }

  private static func json(_ value: some Encodable) throws(TrainingError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    } catch {
      throw .unwritable(path: "JSON", reason: "\(error)")
    }
  }

  /// What every picture is headed by.
  private var title: String {
    "\(run.recipeName), \(protocolName)" + (sharesSpeakers ? " (speakers shared)" : "")
  }

  /// The pictures the report has data for, by file name.
  public var pictures: [String: String] {
    var pictures = ["confusion-matrix.svg": ConfusionMatrixPicture(pooledConfusion, title: title).svg]
    if let calibration {
      pictures["reliability.svg"] = ReliabilityPicture(calibration, title: title).svg
      pictures["coverage.svg"] = LineChart(coverage: coverage, title: title).svg
    }
    if let secondsHeard {
      pictures["uar-by-seconds.svg"] =
        LineChart(
          uarBySeconds: secondsHeard.points.map { ($0.seconds, $0.uar, $0.interval) },
          wholeUAR: secondsHeard.wholeUAR, title: title
        ).svg
    }
    for (index, fold) in folds.enumerated() {
      let name = seeds.count > 1 ? "\(fold.name), seed \(fold.seed)" : fold.name
      pictures["training-\(index + 1).svg"] = fold.training?.picture(title: "\(title), \(name)")
    }
    return pictures
  }

  /// Writes `report.json`, `report.txt`, `calibration.json`, the pictures and `extraFiles` into `folder`, which is made where it is missing.
  ///
  /// - Errors: `unwritable`.
  public func write(into folder: String, extraFiles: [String: String] = [:]) throws(TrainingError) {
    var files = pictures.merging(extraFiles) { $1 }
    files["report.json"] = try json()
    if let advice { files["calibration.json"] = try Self.json(advice) }
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
