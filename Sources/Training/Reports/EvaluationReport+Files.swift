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

  /// Writes `report.json`, `report.txt`, the pictures, `extraFiles` and at last `calibration.json` into `folder`, which is made
  /// where it is missing. Of a report that is there, nothing is left that this one does not have.
  ///
  /// - Errors: `unwritable`.
  public func write(into folder: String, extraFiles: [String: String] = [:]) throws(TrainingError) {
    var files = pictures.merging(extraFiles) { $1 }
    files["report.json"] = try json()
    files["report.txt"] = lines.joined(separator: "\n") + "\n"
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: folder, reason: SystemWord.reason(of: error))
    }
    removeOld(in: folder, besides: files)
    for (name, text) in files.sorted(by: { $0.key < $1.key }) { try write(text, to: name, in: folder) }
    // A model is calibrated by it and takes the report beside it into its card.
    if let advice { try write(try Self.json(advice), to: Self.adviceName, in: folder) }
  }

  private static let adviceName = "calibration.json"

  private func write(_ text: String, to name: String, in folder: String) throws(TrainingError) {
    let path = FilePath.joined(folder, name)
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw .unwritable(path: path, reason: SystemWord.reason(of: error))
    }
  }

  /// Takes away an older report's calibration, and those of its pictures that are not among `files`.
  private func removeOld(in folder: String, besides files: [String: String]) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let pictures = ["confusion-matrix.svg", "reliability.svg", "coverage.svg", "uar-by-seconds.svg"]
    for name in names where files[name] == nil {
      let isTraining =
        name.hasPrefix("training-") && name.hasSuffix(".svg") && Int(name.dropFirst(9).dropLast(4)) != nil
      guard name == Self.adviceName || pictures.contains(name) || isTraining else { continue }
      try? FileManager.default.removeItem(atPath: FilePath.joined(folder, name))
    }
  }
}
