import Foundation
import Recognition
import Training

/// `liveser models`: what can recognise and what can be trained, and the card of each.
enum ModelsCommand {
  static func run(_ arguments: ModelsArguments) throws(OutputError) -> ExitStatus {
    switch arguments {
    case .list:
      try StandardOutput().write((models() + recipes()).joined(separator: "\n") + "\n")
      return .done
    case .show(let name): return try show(name)
    }
  }

  private static func models() -> [String] {
    let found = ModelLocator().models()
    guard !found.isEmpty else { return ["models", "  none; train one with liveser train"] }
    var rows = [["models", "emotions", "weights", "UAR %", "WA %", "ECE", "protocol", "file"]]
    var broken: [String] = []
    for model in found {
      do throws(RecognitionError) {
        rows.append(row(of: try EmotionModel(path: model.path), model))
      } catch {
        broken.append("  \(model.name)  cannot be used: \(error.text)")
      }
    }
    return columns(rows, rightColumns: 1...5) + broken
  }

  private static func row(of model: EmotionModel, _ found: ModelLocator.Found) -> [String] {
    let scores = ModelRecord.besideModel(at: found.path)?.evaluation
    let kind = scores.map { $0.protocolName + ($0.sharesSpeakers ? " (speakers shared)" : "") }
    return [
      "  \(found.name)", "\(model.labels.count)", "\(model.parameterCount)",
      scores.map { fixed(100 * $0.uar.mean, 1) } ?? "–", scores.map { fixed(100 * $0.wa.mean, 1) } ?? "–",
      scores.map { fixed($0.ece, 3) } ?? "–", kind ?? "not measured", found.path,
    ]
  }

  private static func recipes() -> [String] {
    let found = RecipeLocator.all()
    guard !found.isEmpty else { return ["", "recipes", "  none"] }
    var rows = [["recipes", "labels", "weights", "epochs", "file"]]
    var broken: [String] = []
    for (name, path) in found {
      do throws(TrainingError) {
        let recipe = try Recipe.load(path: path)
        let weightCount = LayerOutline.layers(of: recipe.network).reduce(0) { $0 + $1.weightCount }
        rows.append(
          [
            "  \(name)", "\(recipe.labels.count)", "\(weightCount)", "\(recipe.training.epochCount)", path,
          ])
      } catch {
        broken.append("  \(name)  cannot be used: \(error.text)")
      }
    }
    return [""] + columns(rows, rightColumns: 1...3) + broken
  }

  /// `rows` in columns two spaces apart; numbers end at the right.
  static func columns(_ rows: [[String]], rightColumns: ClosedRange<Int>) -> [String] {
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
