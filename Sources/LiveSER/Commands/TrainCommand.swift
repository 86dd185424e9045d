import Foundation
import Glibc
import Network
import Recognition
import Training

/// `liveser train`: a recipe and corpora in, a model file out.
enum TrainCommand {
  static func run(_ arguments: TrainArguments, command: String) throws(OutputError) -> ExitStatus {
    Interruption.watch(SIGINT, SIGTERM)
    do throws(TrainingError) {
      // Whether it was interrupted makes no difference to the model.
      let words = command.split(separator: " ").filter { !("--resume".hasPrefix($0) && $0.count > 4) }
      return try train(arguments, command: words.joined(separator: " "))
    } catch {
      if Interruption.signal != nil {
        let checkpoint = Checkpoint(output: arguments.outputPath)
        Diagnostics.standard.report(
          checkpoint.exists
            ? "stopped; \(checkpoint.path) is as it was: go on with --resume"
            : "stopped before the first epoch; nothing is saved")
        return .interrupted
      }
      Diagnostics.standard.report(error.text)
      return .someFailed
    }
  }

  private static func train(
    _ arguments: TrainArguments, command: String
  ) throws(TrainingError) -> ExitStatus {
    var recipe = try Recipe.load(path: RecipeLocator.path(of: arguments.recipe))
    if let epochCount = arguments.epochCount { recipe.training.epochCount = epochCount }
    let map = TrainingMaterial.emotionMap(of: recipe)
    var advised: ModelCalibration?
    if let path = arguments.calibration { advised = try .advised(path: path, labels: map.labels) }
    let output = arguments.outputPath
    let name = ModelLocator.name(ofPath: output).recorded
    guard ModelMetadata.canBeName(name) else {
      throw .unwritable(path: output, reason: "the model's name \(ModelMetadata.nameRule)")
    }
    try OutputFile.checkWritable(output)
    if let folder = arguments.report { try OutputFile.checkFolder(folder) }
    let checkpoint = Checkpoint(output: output)
    if checkpoint.exists, !arguments.isResumed {
      Diagnostics.standard.report(
        "\(checkpoint.path) of an interrupted training will be replaced; --resume goes on with it")
    }
    let collection = try ClipCollection.load(paths: arguments.data)
    let labeled = try map.labeled(collection.clips)
    var parts = try parts(of: labeled, arguments, recipe)
    try recipe.check(path: arguments.recipe, hasValidation: !parts.validation.isEmpty)
    let threads = arguments.threadCount ?? ProcessInfo.processInfo.activeProcessorCount
    let outline = TrainingOutline(
      recipe: recipe, collection: collection, parts: parts,
      weightCount: recipe.weightCount, seed: arguments.seed, threadCount: threads, output: output)
    for line in outline.lines { Diagnostics.standard.report(line) }
    let material = try TrainingMaterial.load(
      recipe: recipe, collection: collection, clips: labeled, threadCount: threads)
    try material.checkUnreadable(
      skips: arguments.skipsUnreadable, advice: "--skip-unreadable leaves such files out")
    if !material.unreadable.isEmpty {
      let left = Set(material.collection.clips.map(\.path))
      parts.train.removeAll { !left.contains($0.clip.path) }
      parts.validation.removeAll { !left.contains($0.clip.path) }
      try requireEveryLabel(in: parts.train, of: recipe)
    }
    let run = TrainingRun(
      material: material, train: parts.train, validation: parts.validation, seed: arguments.seed,
      threadCount: threads, title: "")
    guard let trainers = try trainMembers(of: run, output: output, isResumed: arguments.isResumed) else {
      return .interrupted
    }
    let calibration: ModelCalibration
    if let advised {
      calibration = advised
    } else {
      calibration = try calibrated(run, trainers, parts, threads)
    }
    let (_, metadata, network) = try run.model(
      from: trainers, name: name, command: command, calibration: calibration.values)
    let card = ModelCard(
      metadata: metadata, network: network, recipe: recipe, record: TrainingRecord(members: trainers),
      material: material, parts: parts, calibration: calibration)
    do throws(TrainingError) {
      try write(card, output: output, report: arguments.report)
    } catch {
      Diagnostics.standard.report("\(checkpoint.path) is kept: make room and go on with --resume")
      throw error
    }
    for member in 0..<run.memberCount { Checkpoint(output: output, member: member).remove() }
    return .done
  }

  /// Clips to learn from and to choose by: those of the speakers named, or some where the recipe watches validation clips.
  private static func parts(
    of clips: [LabeledClip], _ arguments: TrainArguments, _ recipe: Recipe
  ) throws(TrainingError) -> Fold {
    guard let names = arguments.validationSpeakers else {
      let options = FoldOptions(
        validationShare: recipe.training.needsValidation ? Evaluation.validationShare : 0,
        seed: arguments.seed)
      let parts = Fold.training(on: clips, options: options)
      if parts.validationSharesSpeakers, !parts.validation.isEmpty {
        Diagnostics.standard.report(Evaluation.sharedSpeakers)
      }
      return parts
    }
    let speakers = try ValidationSpeakers.named(names, among: clips)
    let isHeld = { (clip: LabeledClip) in clip.clip.speaker.map(speakers.contains) ?? false }
    var parts = Fold.training(on: clips.filter { !isHeld($0) }, options: FoldOptions())
    parts.validation = clips.filter(isHeld)
    try requireEveryLabel(in: parts.train, of: recipe)
    return parts
  }

  /// - Errors: `classWithoutClips` where a label has no clip to be learnt from.
  private static func requireEveryLabel(in clips: [LabeledClip], of recipe: Recipe) throws(TrainingError) {
    let left = Set(clips.map(\.labelIndex))
    let labels = TrainingMaterial.emotionMap(of: recipe).labels
    for index in labels.indices where !left.contains(index) {
      throw .classWithoutClips(label: labels[index], found: left.sorted().map { labels[$0] })
    }
  }
}
