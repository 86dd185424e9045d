import Foundation
import Training

/// `reproductions`: writes docs/reproductions.md, its pictures and the runs on the default model's card from models/reports and
/// research/study.json.
/// `reproductions keep NAME FOLDER`: saves what `liveser evaluate --report FOLDER` wrote as models/reports/NAME.json.
/// `reproductions missing DATA`: prints name and arguments of every run that no report answers, with tabs between, the corpora
/// lying in DATA.
/// All run in the root of the source tree.
func run(_ words: [String]) throws(TrainingError) {
  switch (words.first, words.count) {
  case ("missing", 2):
    for trial in try SourceTree(root: ".").document().missingTrials {
      print(([trial.report] + trial.words(data: words[1])).joined(separator: "\t"))
    }
  case ("keep", 3): try SourceTree(root: ".").keep(words[1], evaluationIn: words[2])
  case (nil, 0): try SourceTree(root: ".").write()
  default:
    FileHandle.standardError.write(Data("usage: Reproductions [keep NAME FOLDER | missing DATA]\n".utf8))
    exit(2)
  }
}

do throws(TrainingError) {
  try run(Array(CommandLine.arguments.dropFirst()))
} catch {
  FileHandle.standardError.write(Data("reproductions: \(error.line)\n".utf8))
  exit(1)
}
