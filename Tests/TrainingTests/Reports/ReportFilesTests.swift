import Foundation
import Testing

@testable import Training

@Suite("Files of a report")
struct ReportFilesTests {
  @Test("of an older report nothing is left that the newer does not have; other files stay")
  func replaced() throws {
    let folder = try TemporaryFolder()
    let older = try SampleReport.make("speaker-kfold:4")
    try older.write(into: folder.path, extraFiles: ["predictions.csv": "old"])
    func path(_ name: String) -> String { "\(folder.path)/\(name)" }
    let theirs = ["calibration.json", "reliability.svg", "training-1.svg", "training-99.svg"]
    let mine = ["notes.txt", "training-a.svg", "training-.svg", "predictions.csv"]
    for name in theirs + mine { try Data("old".utf8).write(to: URL(fileURLWithPath: path(name))) }
    var newer = older
    newer.calibration = nil
    newer.advice = nil
    try newer.write(into: folder.path)
    for name in theirs { #expect(!FileManager.default.fileExists(atPath: path(name)), "\(name)") }
    for name in mine { #expect(FileManager.default.fileExists(atPath: path(name)), "\(name)") }
    #expect(FileManager.default.fileExists(atPath: path("report.json")))
  }
}
