import Foundation
import Testing
import Training

@testable import Reproductions

@Suite("The page of reproductions")
struct DocumentTests {
  private static let tree = SourceTree(root: sourceTreePath)

  @Test("the committed page is what the committed reports give")
  func page() throws {
    let committed = try String(contentsOfFile: Self.tree.page, encoding: .utf8)
    let made = try Self.tree.document().markdown
    #expect(committed == made, "run make reproductions")
  }

  @Test("the default model's card has every run of its recipe, once, and the rest of it as it was")
  func card() throws {
    let document = try Self.tree.document()
    let (committed, made) = try Self.tree.card(by: document)
    #expect(committed == made, "run make reproductions")
    for (name, report) in document.reports where report.run.recipeName == "default" {
      #expect(committed.contains("| \(report.uar.percentText) |"), "\(name)")
    }
    let bare = "# M\n\n## Scores\n\nGood.\n\n## Data\n\nMuch.\n"
    let full = document.card(bare, recipe: "default")
    #expect(full.hasPrefix("# M\n\n## Scores\n\nGood.\n\n### ") && full.hasSuffix("\n\n## Data\n\nMuch.\n"))
    #expect(document.card(full, recipe: "default") == full)
    #expect(Document(reports: [:], study: nil).card(full, recipe: "default") == bare)
    #expect(document.card("# No data\n", recipe: "default") == "# No data\n")
  }

  @Test("the committed pictures are what the committed reports give, no more and no fewer")
  func pictures() throws {
    let made = try Self.tree.document().pictures
    let committed = try FileManager.default.contentsOfDirectory(atPath: Self.tree.pictureFolder)
    #expect(Set(committed) == Set(made.keys), "run make reproductions")
    for (name, picture) in made {
      let text = try? String(contentsOfFile: "\(Self.tree.pictureFolder)/\(name)", encoding: .utf8)
      #expect(text == picture, "\(name): run make reproductions")
    }
  }

  @Test("every claim is answered by a report or stands among what was not run")
  func completeness() throws {
    let document = try Self.tree.document()
    let page = document.markdown
    let names = Trial.all.map(\.report)
    for name in names { #expect(page.contains("`\(name)`"), "\(name)") }
    #expect(Set(names).count == names.count)
    #expect(document.missingTrials.count + document.reports.keys.count { names.contains($0) } == names.count)
    #expect(!document.reports.isEmpty)
  }

  @Test("a figure that changes in a report changes on the page")
  func followsReports() throws {
    let document = try Self.tree.document()
    let (name, report) = try #require(
      document.reports.first { name, _ in Claim.all.contains { $0.trial.report == name } })
    var changed = report
    changed.wa.mean = 0.1234
    var reports = document.reports
    reports[name] = changed
    let page = Document(reports: reports, study: document.study).markdown
    #expect(page != document.markdown && page.contains("12.3"))
    reports[name] = nil
    let without = Document(reports: reports, study: document.study).markdown
    let rest = try #require(without.range(of: "## Not run yet"))
    #expect(without[rest.upperBound...].contains("`\(name)`"))
  }

  @Test("figures on other sound stand on the page where a report has them, and leave no table where none has")
  func otherSound() throws {
    let reports = try Self.tree.document().reports
    let name = try #require(reports.first { $0.value.testedCorpora != nil }?.key)
    var report = try #require(reports[name])
    (report.conditions, report.early, report.detection) = (nil, nil, nil)
    #expect(Document(reports: [name: report], study: nil).changedSound.isEmpty)
    report.uar.mean = 0.5
    let json = """
      [{"name":"noise10","uar":{"mean":0.4321,"count":5}},{"name":"room","uar":{"mean":0.3456,"count":5}}]
      """
    report.conditions = try JSONDecoder().decode([SavedReport.Condition].self, from: Data(json.utf8))
    report.testedCorpora?[0].conditions = report.conditions?.suffix(1)
    report.early = try JSONDecoder().decode(
      [SavedReport.Early].self, from: Data(#"[{"seconds":1,"uar":0.4},{"seconds":2,"uar":0.45}]"#.utf8))
    let lines = Document(reports: [name: report], study: nil).changedSound.split(separator: "\n")
    let header = try #require(lines.first { $0.hasPrefix("| report") })
    #expect(header.contains("| noise10 | room | ECE |"))
    let row = try #require(lines.first { $0.hasPrefix("| `\(name)` | all | 50.0 | 43.2 | 34.6 |") })
    #expect(row.hasSuffix("| 80.0 | 90.0 |"))
    let corpus = try #require(report.testedCorpora?.first?.name)
    #expect(lines.contains { $0.hasPrefix("|  | \(corpus) | ") && $0.contains("| – | 34.6 |") })
  }

  @Test("a bar is missed by a figure under it and reached by one at it")
  func bars() throws {
    var report = try #require(try Self.tree.document().reports.values.first)
    var claim = Claim(
      system: "A", title: "t", claimed: "90", bar: 0.9, trial: Trial.all[0])
    report.folds = [report.folds[0]]
    func row(_ accuracy: Double) -> String {
      report.folds[0].wholeClips = WholeClipScores(
        clipCount: 10, uar: 0.5, accuracy: accuracy, binaryAccuracy: 0.95)
      return Document(reports: [:], study: nil).verdict(claim, report)
    }
    #expect(row(0.9) == "90.0: reached")
    #expect(row(0.8999) == "90.0: **missed**")
    claim.measure = .binaryAccuracy
    #expect(row(0.1) == "90.0: reached")
    claim.bar = nil
    #expect(row(0.1) == "")
  }

  @Test(
    "a command is kept without the report's folder, however the option is written",
    arguments: ["--report x/y", "--report=x/y", "--rep x/y", "--repo=\"x y/z\"", "--report \"x y/z\""])
  func commands(option: String) {
    let command = "liveser evaluate --recipe r.json --protocol ravdess-cv"
    #expect(Prose.command("\(command) \(option) --threads 1") == "\(command) --threads 1")
    #expect(Prose.command("\(command) \(option)") == command)
  }

  @Test("what is kept of an evaluation can be read again, and is small")
  func keeps() throws {
    for (name, report) in try Self.tree.document().reports {
      let json = try report.json()
      #expect(try JSONDecoder().decode(SavedReport.self, from: Data(json.utf8)) == report)
      #expect(json.utf8.count < 40_000, "\(name)")
    }
  }

  @Test("every report answers the trial of its name: its recipe, protocol and options")
  func trials() throws {
    let reports = try Self.tree.document().reports
    for trial in Trial.all {
      guard let report = reports[trial.report] else { continue }
      #expect(report.run.recipeName == trial.recipe, "\(trial.report)")
      #expect(report.protocolName == trial.protocolName, "\(trial.report)")
      for option in trial.options { #expect(report.run.command.contains(option), "\(trial.report)") }
      #expect(
        report.run.command.contains("--optimizer") == trial.options.contains("--optimizer"), "\(trial.report)"
      )
    }
  }

  @Test("every report's recipe is a shipped one, and so is every trial's")
  func recipes() throws {
    for trial in Trial.all {
      let path = "\(sourceTreePath)/models/recipes/\(trial.recipe).json"
      #expect(FileManager.default.fileExists(atPath: path), "\(trial.report)")
    }
    for (name, report) in try Self.tree.document().reports {
      let path = "\(sourceTreePath)/models/recipes/\(report.run.recipeName).json"
      #expect(FileManager.default.fileExists(atPath: path), "\(name)")
    }
  }
}

/// The root of the source tree.
private let sourceTreePath = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().path
