import Foundation

/// What research/study.py wrote about the classical models.
struct Study: Codable, Equatable {
  /// Figures of one part of the clips.
  struct Scores: Codable, Equatable {
    var accuracy, uar, f1: Double
  }

  /// One model at one share of the training clips.
  struct Row: Codable, Equatable {
    var split, model: String
    var share: Double
    var trainClips, testClips: Int
    var train, test: Scores
    var trainSeconds, testSeconds: Double
    var folds: [Double]
  }

  var kind: String
  var labels: [String]
  var seed: Int
  var scikitLearn: String
  var corpora: [String: Int]
  var rows: [Row]

  /// Reads the study at `path`; nil where there is none.
  static func load(path: String) throws -> Study? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    return try JSONDecoder().decode(Study.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }

  /// The study's part of the page.
  var section: String {
    let clips = corpora.sorted { $0.key < $1.key }.map { "\($0.value) of \($0.key)" }.joined(separator: ", ")
    var text = Markdown.section("The classical models that system C was compared with")
    text +=
      "scikit-learn \(scikitLearn) on `\(kind)` vectors written by `liveser features`, standardised on the training "
      + "clips; \(clips); seed \(seed). `make study` runs it.\n\n" + Prose.study(self) + "\n\n"
    var splits: [String] = []
    for row in rows where !splits.contains(row.split) { splits.append(row.split) }
    text += splits.map { split in
      "### " + (split == "ravdess-cv" ? "Speakers held apart: `\(split)`" : "Random split: `\(split)`")
        + "\n\n"
        + table(rows.filter { $0.split == split })
    }.joined(separator: "\n\n")
    return text
  }

  private func table(_ rows: [Row]) -> String {
    Markdown.table(
      [
        "model", "training clips", "test accuracy %", "test UAR %", "test F1 %", "training accuracy %",
        "training F1 %", "seconds to train", "seconds to test",
      ],
      rows.map { row in
        [
          row.model, "\(row.trainClips) (\(fixed(100 * row.share, 0)) %)", percent(row.test.accuracy),
          percent(row.test.uar), percent(row.test.f1), percent(row.train.accuracy), percent(row.train.f1),
          fixed(row.trainSeconds, 2), fixed(row.testSeconds, 3),
        ]
      })
  }

  /// The row of `model` with all training clips of `split`.
  func row(_ model: String, _ split: String) -> Row? {
    rows.first { $0.model == model && $0.split == split && $0.share == 1 }
  }

  /// The best classical model's row among the speaker-independent figures.
  var independentRows: [[String]] {
    let own = rows.filter { $0.split == "ravdess-cv" && $0.share == 1 }
    guard let best = own.max(by: { $0.test.uar < $1.test.uar }) else { return [] }
    return [
      [
        "C", "\(best.model), the best of eight classical models", "\(labels.count)", "`\(best.split)`",
        percent(best.test.uar), percent(best.test.accuracy),
        best.folds.map(percent).joined(separator: " "),
      ]
    ]
  }
}
