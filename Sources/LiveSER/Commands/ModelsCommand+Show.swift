import Foundation
import DSP
import Recognition
import Training

extension ModelsCommand {
  /// Prints the card of the model or recipe called `name`.
  static func show(_ name: String) throws(OutputError) -> ExitStatus {
    // A model goes before a recipe of the same name.
    let recipePath = RecipeLocator.path(of: name)
    let isModel = (try? ModelLocator().locate(name)) != nil
    if name.hasSuffix(".json") || (!isModel && FileManager.default.fileExists(atPath: recipePath)) {
      return try showRecipe(path: recipePath)
    }
    let text: String
    do throws(RecognitionError) {
      text = try card(path: try ModelLocator().locate(name))
    } catch {
      Diagnostics.standard.report(error.text)
      return .someFailed
    }
    try StandardOutput().write(text)
    return .done
  }

  private static func card(path: String) throws(RecognitionError) -> String {
    let model = try EmotionModel(path: path)
    var text = try facts(of: model, path: path).map(\.visible).joined(separator: "\n") + "\n"
    if let written = InputFile.contents(ModelCard.path(besideModelAt: path)) {
      text += "\n" + String(decoding: written, as: UTF8.self)
    }
    return text
  }

  /// What the file itself says.
  private static func facts(of model: EmotionModel, path: String) throws(RecognitionError) -> [String] {
    let metadata = model.metadata
    let provenance = metadata.provenance
    let counts = provenance.clipCounts.sorted { $0.key < $1.key }
      .map { "\($0.value.counted("clip")) of \($0.key)" }
    return [
      "name         \(metadata.name)", "file         \(path)",
      "labels       \(model.labels.joined(separator: " "))",
      "front end    \(frontEnd(metadata.frontEnd, metadata.input))",
      "size         \(model.parameterCount) weights",
      "cost         \(fixed(try ModelCheck.cost(of: model), 1)) ms of this machine for a second of sound",
      "calibration  temperature \(fixed(Double(metadata.calibration.temperature), 3)), unsure under "
        + "\(fixed(Double(metadata.calibration.unsureThreshold), 3))",
      "trained      \(provenance.epochCount) epochs of recipe \(provenance.recipe), seed \(provenance.seed), "
        + "liveser \(provenance.version)",
      "data         \(counts.isEmpty ? "not recorded" : counts.joined(separator: ", "))",
      "command      \(provenance.command)", "licence      \(provenance.license)",
    ]
  }

  private static func showRecipe(path: String) throws(OutputError) -> ExitStatus {
    let recipe: Recipe
    do throws(TrainingError) {
      recipe = try Recipe.load(path: path)
    } catch {
      Diagnostics.standard.report(error.text)
      return .someFailed
    }
    let training = recipe.training
    var lines = [
      "name         \(recipe.name)", "file         \(path)", "summary      \(recipe.summary)",
      "labels       \(recipe.labels.joined(separator: " "))",
      "front end    \(frontEnd(recipe.frontEnd, recipe.input))",
      "size         \(recipe.weightCount) weights"
        + (training.memberCount > 1 ? " in \(training.memberCount) networks, whose logits are averaged" : ""),
      "training     \(training.epochCount) epochs in batches of \(training.batchSize), "
        + "\(training.optimizer.name) at \(training.learningRate), \(training.loss.rawValue)",
    ]
    let scores = scores(of: recipe.name)
    lines += scores.isEmpty ? ["scores       not measured"] : scores.map { "scores       \($0)" }
    lines.append("licence      a model's is that of the corpora that it learns from; its card names them")
    for network in [recipe.network] + recipe.otherNetworks {
      lines.append("")
      var rows = [["layer", "weights", "steps × bins × channels", "type"]]
      rows += LayerOutline.layers(of: network).map {
        ["\($0.index)", "\($0.weightCount)", $0.shape, $0.typeName]
      }
      lines += columns(rows, rightColumns: [0, 1])
    }
    try StandardOutput().write(lines.map(\.visible).joined(separator: "\n") + "\n")
    return .done
  }

  /// A recipe's saved figures, on new voices and on a random split.
  private static func scores(of recipe: String) -> [String] {
    let reports = RecipeReports.shipped()
    return [reports.independent(of: recipe), reports.random(of: recipe)].compactMap(\.self).map { report in
      let kind = report.sharesSpeakers ? "speakers shared" : "speakers held apart"
      let ece = report.ece.map { ", ECE \(fixed($0, 3))" } ?? ""
      return "\(report.protocolName) (\(kind)): UAR \(report.uar.percentText) %, "
        + "WA \(report.wa.percentText) %\(ece)"
    }
  }

  private static func frontEnd(_ options: FrontEndOptions, _ input: ModelInput) -> String {
    guard input.window == nil else { return input.text(options) }
    let logMel = options.logMel
    return "\(logMel.sampleRate) Hz, \(logMel.melCount) mel bins from \(Int(logMel.lowestFrequency)) to "
      + "\(Int(logMel.highestFrequency)) Hz, \(Int(logMel.rowRate)) rows a second"
  }
}
