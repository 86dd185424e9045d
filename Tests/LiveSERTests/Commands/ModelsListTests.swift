import Foundation
import Recognition
import Testing
import Training

@testable import LiveSER

@Suite("liveser models")
struct ModelsListTests {
  /// The words of the lines about each model and recipe.
  private func rows() throws -> [[String]] {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let outcome = try Executable.runBare(["models"], environment: ["XDG_DATA_HOME": folder.path])
    #expect(outcome.status == 0)
    return outcome.lines.map { $0.split(separator: " ").map(String.init) }
  }

  @Test(
    "A model is shown with its facts and its whole card",
    arguments: ReferenceSystems.shipped + [Executable.shippedModel])
  func show(path: String) throws {
    let outcome = try Executable.runBare(["models", "show", path])
    #expect(outcome.status == 0 && outcome.diagnostics == "")
    let model = try EmotionModel(path: path)
    #expect(outcome.output.contains("labels       \(model.labels.joined(separator: " "))\n"))
    #expect(outcome.output.contains("size         \(model.parameterCount) weights\n"))
    for word in ["front end", "cost", "calibration", "trained", "data", "licence"] {
      #expect(
        outcome.lines.contains { $0.hasPrefix(word.padding(toLength: 13, withPad: " ", startingAt: 0)) })
    }
    let card = try String(contentsOfFile: path.dropLast(".safetensors".count) + ".md", encoding: .utf8)
    #expect(outcome.output.hasSuffix(card) && card.contains("| licence |"))
  }

  @Test(
    "Every shipped model and recipe stands there with the figures of its saved reports, or as not measured")
  func recipes() throws {
    let rows = try rows()
    let reports = RecipeReports.shippedInTests()
    for path in ReferenceSystems.shipped {
      #expect(rows.contains { $0.last == path && !$0.contains("used:") }, "\(path)")
    }
    for (name, path) in RecipeReports.recipesInTests() {
      let row = try #require(rows.last { $0.first == name }, "\(name)")
      #expect(row.last == path)
      if let independent = reports.independent(of: name) {
        #expect(row.contains(String(format: "%.1f", 100 * independent.uar.mean)), "\(name)")
        #expect(row.contains(independent.protocolName), "\(name)")
      }
      if let random = reports.random(of: name) {
        #expect(row.contains(String(format: "%.1f", 100 * random.wa.mean)), "\(name)")
        #expect(row.contains(random.protocolName), "\(name)")
      }
      if reports.independent(of: name) == nil || reports.random(of: name) == nil {
        #expect(row.contains("measured"), "\(name)")
      }
    }
  }

  @Test("Of several reports the one over most clips counts, and shared speakers are kept apart")
  func choice() throws {
    let all = SavedReport.all(in: sourceTree.appendingPathComponent("models/reports").path)
    var small = try #require(all["a-random"])
    var large = small
    (small.sharesSpeakers, large.sharesSpeakers) = (true, true)
    (small.run.recipeName, large.run.recipeName) = ("r", "r")
    large.confusion.counts[0][0] += 1
    large.protocolName = "larger"
    let reports = RecipeReports([large, small])
    #expect(reports.random(of: "r")?.protocolName == "larger")
    #expect(reports.independent(of: "r") == nil && reports.random(of: "other") == nil)
  }

  @Test(
    "Figures of a run that changed the recipe are not the recipe's",
    arguments: ["--optimizer sgd", "--epochs=2"])
  func changed(option: String) throws {
    let all = SavedReport.all(in: sourceTree.appendingPathComponent("models/reports").path)
    let own = try #require(all["c-custom-random"])
    var changed = own
    changed.run.command += " " + option
    changed.confusion.counts[0][0] += 1
    #expect(RecipeReports([own, changed]).random(of: own.run.recipeName) == own)
    #expect(RecipeReports([changed]).random(of: own.run.recipeName) == nil)
    // The list's own row is that of the recipe's optimiser.
    let accuracy = String(format: "%.1f", 100 * own.wa.mean)
    #expect(try rows().contains { $0.first == "system-c-custom" && $0.contains(accuracy) })
  }

  @Test("Names are shown without what a terminal would act upon")
  func controlCharacters() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let models = folder.appendingPathComponent("liveser/models")
    try FileManager.default.createDirectory(at: models, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: Executable.model.get(), toPath: "\(models.path)/good\u{1B}[31m.safetensors")
    try Data("text".utf8).write(to: URL(fileURLWithPath: "\(models.path)/bad\n.safetensors"))
    let outcome = try Executable.runBare(["models"], environment: ["XDG_DATA_HOME": folder.path])
    #expect(outcome.status == 0 && !outcome.output.contains("\u{1B}"))
    #expect(outcome.lines.contains { $0.hasPrefix("  good\\x1b[31m  ") })
    #expect(outcome.lines.contains { $0.hasPrefix("  bad\\n  cannot be used: ") })
  }
}

extension RecipeReports {
  /// The source tree's reports.
  fileprivate static func shippedInTests() -> RecipeReports {
    let all = SavedReport.all(in: sourceTree.appendingPathComponent("models/reports").path)
    return RecipeReports(all.sorted { $0.key < $1.key }.map(\.value))
  }

  /// The source tree's recipes.
  fileprivate static func recipesInTests() -> [(name: String, path: String)] {
    let folder = sourceTree.appendingPathComponent("models/recipes").path
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".json") }.sorted().map {
      (String($0.dropLast(5)), "\(folder)/\($0)")
    }
  }
}
