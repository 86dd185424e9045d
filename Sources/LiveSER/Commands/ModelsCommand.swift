import Foundation
import Recognition

/// `liveser models`: what can recognise and what can be trained, and the card of each.
enum ModelsCommand {
  static func run(_ arguments: ModelsArguments) throws(OutputError) -> ExitStatus {
    switch arguments {
    case .list:
      try StandardOutput().write(list().joined(separator: "\n") + "\n")
      return .done
    case .show(let name): return try show(name)
    }
  }

  private static func list() -> [String] {
    var lines = ["models"]
    let models = ModelLocator().models()
    for found in models {
      do throws(RecognitionError) {
        let model = try EmotionModel(path: found.path)
        lines.append(
          "  \(padded(found.name))\(model.labels.count) emotions, \(size(of: model))  \(found.path)")
      } catch {
        lines.append("  \(padded(found.name))cannot be used: \(error.text)")
      }
    }
    if models.isEmpty { lines.append("  none; train one with liveser train") }
    lines.append("recipes")
    let recipes = RecipeLocator.all()
    for (name, path) in recipes { lines.append("  \(padded(name))\(path)") }
    if recipes.isEmpty { lines.append("  none") }
    return lines
  }

  private static func show(_ name: String) throws(OutputError) -> ExitStatus {
    do throws(RecognitionError) {
      let path = try ModelLocator().locate(name)
      let model = try EmotionModel(path: path)
      var text = facts(of: model, path: path).joined(separator: "\n") + "\n"
      let card = (path as NSString).deletingPathExtension + ".md"
      if let written = FileManager.default.contents(atPath: card) {
        text += "\n" + String(decoding: written, as: UTF8.self)
      }
      try? StandardOutput().write(text)
      return .done
    } catch {
      Diagnostics.standard.report(error.text)
      return .someFailed
    }
  }

  /// What the file itself says.
  private static func facts(of model: EmotionModel, path: String) -> [String] {
    let metadata = model.metadata
    let provenance = metadata.provenance
    let logMel = metadata.frontEnd.logMel
    let counts = provenance.clipCounts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    return [
      "name         \(metadata.name)", "file         \(path)",
      "labels       \(model.labels.joined(separator: " "))",
      "front end    \(logMel.sampleRate) Hz, \(logMel.melCount) mel bins from \(Int(logMel.lowestFrequency)) to "
        + "\(Int(logMel.highestFrequency)) Hz, \(Int(logMel.rowRate)) rows a second",
      "size         \(size(of: model))",
      "calibration  temperature \(fixed(Double(metadata.calibration.temperature), 3)), unsure under "
        + "\(fixed(Double(metadata.calibration.unsureThreshold), 2))",
      "trained      \(provenance.epochCount) epochs of recipe \(provenance.recipe), seed \(provenance.seed), "
        + "liveser \(provenance.version)",
      "data         \(counts.joined(separator: ", ")) clips", "command      \(provenance.command)",
      "licence      \(provenance.license)",
    ]
  }

  private static func size(of model: EmotionModel) -> String { "\(model.parameterCount) weights" }

  private static func padded(_ name: String) -> String {
    name.padding(toLength: max(20, name.count + 2), withPad: " ", startingAt: 0)
  }
}
