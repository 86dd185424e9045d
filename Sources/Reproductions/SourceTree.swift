import Foundation
import Training

/// The files of the repository that this program reads and writes.
struct SourceTree {
  /// The repository's folder.
  let root: String

  var page: String { "\(root)/docs/reproductions.md" }
  var card: String { "\(root)/models/liveser-default.md" }
  var pictureFolder: String { "\(root)/docs/reproductions" }
  private var reportFolder: String { "\(root)/models/reports" }
  private var study: String { "\(root)/research/study.json" }

  /// The document as the saved reports give it.
  ///
  /// - Errors: `unreadable` for a report or study that is not understood.
  func document() throws(TrainingError) -> Document {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: reportFolder)) ?? []
    var reports: [String: SavedReport] = [:]
    for name in names where name.hasSuffix(".json") {
      reports[String(name.dropLast(5))] = try SavedReport(path: "\(reportFolder)/\(name)")
    }
    let renamedCopies = try aside("renamed-copies")
    let copiesBeforeSplit = try aside("copies-before-split")
    let renamedBeforeSplit = try aside("renamed-before-split")
    do {
      return Document(
        reports: reports, study: try Study.load(path: study), renamedCopies: renamedCopies,
        copiesBeforeSplit: copiesBeforeSplit, renamedBeforeSplit: renamedBeforeSplit)
    } catch {
      throw .unreadable(path: study, reason: "\(error)")
    }
  }

  /// A report that feeds no table; nil where there is none.
  private func aside(_ name: String) throws(TrainingError) -> SavedReport? {
    let path = "\(root)/research/\(name).json"
    return FileManager.default.fileExists(atPath: path) ? try SavedReport(path: path) : nil
  }

  /// The default model's card as it lies there, and with the runs that `document` knows.
  ///
  /// - Errors: `unreadable`.
  func card(by document: Document) throws(TrainingError) -> (committed: String, made: String) {
    do {
      let text = try String(contentsOfFile: card, encoding: .utf8)
      return (text, document.card(text, recipe: "default"))
    } catch {
      throw .unreadable(path: card, reason: error.localizedDescription)
    }
  }

  /// Writes the page, the pictures and the runs on the default model's card; pictures that no report has any more are removed.
  ///
  /// - Errors: `unreadable` for the card, `unwritable`, and what ``document()`` throws.
  func write() throws(TrainingError) {
    let document = try document()
    let pictures = document.pictures
    do {
      try FileManager.default.createDirectory(atPath: pictureFolder, withIntermediateDirectories: true)
      for old in try FileManager.default.contentsOfDirectory(atPath: pictureFolder)
      where old.hasSuffix(".svg") && pictures[old] == nil {
        try FileManager.default.removeItem(atPath: "\(pictureFolder)/\(old)")
      }
    } catch {
      throw .unwritable(path: pictureFolder, reason: error.localizedDescription)
    }
    for (name, picture) in pictures { try write(picture, to: "\(pictureFolder)/\(name)") }
    try write(document.markdown, to: page)
    try write(try card(by: document).made, to: card)
  }

  /// Saves the figures of an evaluation under `name`.
  ///
  /// - Errors: what `SavedReport` throws where the folder holds no report; `unwritable`.
  func keep(_ name: String, evaluationIn folder: String) throws(TrainingError) {
    var report = try SavedReport(evaluationIn: folder)
    // Where the folder lay is nobody's concern.
    report.run.command = Prose.command(report.run.command)
    do {
      try FileManager.default.createDirectory(atPath: reportFolder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: reportFolder, reason: error.localizedDescription)
    }
    try write(try report.json(), to: "\(reportFolder)/\(name).json")
  }

  private func write(_ text: String, to path: String) throws(TrainingError) {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .unwritable(path: path, reason: error.localizedDescription)
    }
  }
}
