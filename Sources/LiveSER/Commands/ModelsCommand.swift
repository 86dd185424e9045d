import Foundation
import Recognition
import Training

/// `liveser models`: what can recognise and what can be trained, and the card of each.
enum ModelsCommand {
  static func run(_ arguments: ModelsArguments) throws(OutputError) -> ExitStatus {
    switch arguments {
    case .list:
      try StandardOutput().write((models() + recipes()).map(\.visible).joined(separator: "\n") + "\n")
      return .done
    case .show(let name): return try show(name)
    }
  }

  private static func models() -> [String] {
    let found = ModelLocator().models()
    let reports = RecipeReports.shipped()
    guard !found.isEmpty else { return ["models", "  none; train one with liveser train"] }
    var rows = [["models", "emotions", "weights", "UAR %", "WA %", "ECE", "protocol", "file"]]
    var broken: [String] = []
    for model in found {
      do throws(RecognitionError) {
        rows.append(row(of: try EmotionModel(path: model.path), model, reports))
      } catch {
        broken.append("  \(model.name)  cannot be used: \(error.text)")
      }
    }
    return columns(rows, rightColumns: [1, 2, 3, 4, 5]) + broken
  }

  private static func row(
    of model: EmotionModel, _ found: ModelLocator.Found, _ reports: RecipeReports
  ) -> [String] {
    let scores = ModelRecord.besideModel(at: found.path, of: model)?.evaluation.map(Figures.init)
    let figures = scores ?? reports.independent(of: model.metadata.provenance.recipe).map(Figures.init)
    return [
      "  \(found.name)", "\(model.labels.count)", "\(model.parameterCount)",
      figures.map { percent($0.uar) } ?? "–", figures.map { percent($0.wa) } ?? "–",
      figures?.ece.map { fixed($0, 3) } ?? "–", figures?.kind ?? "not measured", found.path,
    ]
  }

  /// What is listed of an evaluation.
  private struct Figures {
    var uar: Double
    var wa: Double
    var ece: Double?
    var kind: String

    init(_ advice: CalibrationAdvice) {
      (uar, wa, ece) = (advice.uar.mean, advice.wa.mean, advice.ece)
      kind = advice.protocolName + (advice.sharesSpeakers ? " (speakers shared)" : "")
    }

    init(_ report: SavedReport) {
      (uar, wa, ece) = (report.uar.mean, report.wa.mean, report.ece)
      kind = report.protocolName + (report.sharesSpeakers ? " (speakers shared)" : "")
    }
  }

  private static func percent(_ share: Double) -> String { fixed(100 * share, 1) }

  private static func recipes() -> [String] {
    let found = RecipeLocator.all()
    guard !found.isEmpty else { return ["", "recipes", "  none"] }
    let reports = RecipeReports.shipped()
    var rows = [
      [
        "recipes", "labels", "weights", "epochs", "UAR %", "speakers held apart", "WA %", "speakers shared",
        "file",
      ]
    ]
    var broken: [String] = []
    for (name, path) in found {
      do throws(TrainingError) {
        let recipe = try Recipe.load(path: path)
        rows.append(
          [
            "  \(name)", "\(recipe.labels.count)", "\(recipe.weightCount)", "\(recipe.training.epochCount)",
          ] + figures(of: recipe.name, reports) + [path])
      } catch {
        broken.append("  \(name)  cannot be used: \(error.text)")
      }
    }
    return [""] + columns(rows, rightColumns: [1, 2, 3, 4, 6]) + broken
  }

  /// A recipe's saved figures: UAR on new voices, and accuracy on a random split.
  private static func figures(of recipe: String, _ reports: RecipeReports) -> [String] {
    let independent = reports.independent(of: recipe)
    let random = reports.random(of: recipe)
    return [
      independent.map { percent($0.uar.mean) } ?? "–", independent?.protocolName ?? "not measured",
      random.map { percent($0.wa.mean) } ?? "–", random?.protocolName ?? "not measured",
    ]
  }

  /// `rows` in columns two spaces apart, control characters made visible; numbers end at the right.
  static func columns(_ rows: [[String]], rightColumns: Set<Int>) -> [String] {
    let rows = rows.map { $0.map(\.visible) }
    let columnCount = rows.map(\.count).max() ?? 0
    let widths = (0..<columnCount).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        if column == row.count - 1 { return cell }
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return rightColumns.contains(column) ? padding + cell : cell + padding
      }
      return cells.joined(separator: "  ")
    }
  }
}
