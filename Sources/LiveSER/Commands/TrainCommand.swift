import Foundation
import Glibc
import Recognition
import Training

/// `liveser train`: a recipe and corpora in, a model file out.
enum TrainCommand {
  static func run(_ arguments: TrainArguments, command: String) throws(OutputError) -> ExitStatus {
    Interruption.watch(SIGINT, SIGTERM)
    do throws(TrainingError) {
      return try train(arguments, command: command)
    } catch {
      Diagnostics.standard.report(error.text)
      return .someFailed
    }
  }

  private static func train(_ arguments: TrainArguments, command: String) throws(TrainingError) -> ExitStatus
  {
    var recipe = try Recipe.load(path: RecipeLocator.path(of: arguments.recipe))
    if let epochCount = arguments.epochCount { recipe.training.epochCount = epochCount }
    let output = arguments.outputPath
    try OutputFile.checkWritable(output)
    let collection = try ClipCollection.load(paths: arguments.data)
    let map = TrainingMaterial.emotionMap(of: recipe)
    let labeled = try map.labeled(collection.clips)
    let (train, validation) = split(labeled, validationSpeakers: arguments.validationSpeakers ?? [])
    let threads = arguments.threadCount ?? ProcessInfo.processInfo.activeProcessorCount
    let material = try TrainingMaterial.load(
      recipe: recipe, collection: collection, clips: labeled, threadCount: threads)
    let run = TrainingRun(
      material: material, train: train, validation: validation, seed: arguments.seed, threadCount: threads,
      title: "")
    let trainer = try run.makeTrainer()
    let checkpoint = Checkpoint(path: output + ".checkpoint")
    if arguments.isResumed { try checkpoint.restore(trainer) }
    Diagnostics.standard.report(
      "\(train.count) clips to learn from, \(validation.count) to watch, \(trainer.network.parameterCount) weights"
    )
    let finished = try run.run(trainer) { report throws(TrainingError) in
      Diagnostics.standard.report(Self.line(report, of: recipe.training.epochCount))
      try checkpoint.save(trainer)
    }
    guard finished else {
      Diagnostics.standard.report(
        trainer.history.isEmpty
          ? "stopped in the first epoch; nothing is saved"
          : "stopped; \(checkpoint.path) holds epoch \(trainer.history.count): go on with --resume")
      return .interrupted
    }
    let calibration = Recognition.Calibration(temperature: 1, unsureThreshold: 0.35)
    let name = URL(fileURLWithPath: output).deletingPathExtension().lastPathComponent
    let (_, metadata) = try run.model(from: trainer, name: name, command: command, calibration: calibration)
    do {
      try OutputFile.replace(output, with: EmotionModel.encoded(metadata: metadata, network: trainer.network))
    } catch let error as TrainingError {
      throw error
    } catch {
      throw .unwritable(path: output, reason: "\(error)")
    }
    let card = ModelCard(
      metadata: metadata, network: trainer.network, training: recipe.training, history: trainer.history,
      material: material)
    let cardPath = (output as NSString).deletingPathExtension + ".md"
    try OutputFile.replace(cardPath, with: Data(card.text.utf8))
    checkpoint.remove()
    Diagnostics.standard.report("wrote \(output) and its card \(cardPath)")
    return .done
  }

  /// Moves the clips of `validationSpeakers` out of the training clips.
  private static func split(
    _ clips: [LabeledClip], validationSpeakers: [String]
  ) -> (train: [LabeledClip], validation: [LabeledClip]) {
    let held = Set(validationSpeakers)
    return (
      clips.filter { !held.contains($0.clip.speaker ?? "") },
      clips.filter { held.contains($0.clip.speaker ?? "") }
    )
  }

  private static func line(_ report: EpochReport, of epochCount: Int) -> String {
    var text =
      "epoch \(report.epoch)/\(epochCount)  loss \(fixed(report.loss, 4))  "
      + "accuracy \(fixed(100 * report.accuracy, 1)) %"
    if let uar = report.validationUAR { text += "  validation UAR \(fixed(100 * uar, 1)) %" }
    return text + "  \(fixed(report.seconds, 1)) s"
  }
}
