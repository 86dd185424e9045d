import Foundation
import Recognition
import Training

/// Scores models on clips with the recogniser that people use.
struct Evaluation {
  let collection: ClipCollection
  let conditions: [AcousticCondition]
  let command: String
  let threadCount: Int

  /// A report, and the verdicts it was made of.
  struct Result {
    var report: EvaluationReport
    var outcomes: [FoldOutcome]
  }

  /// Trains and tests every fold of a trial; nil after Ctrl-C.
  func run(_ trial: EvaluateArguments.Trial) throws(TrainingError) -> Result? {
    let clock = ContinuousClock()
    let start = clock.now
    let processorStart = ProcessorTime.seconds()
    var recipe = try Recipe.load(path: RecipeLocator.path(of: trial.recipe))
    if let epochCount = trial.epochCount { recipe.training.epochCount = epochCount }
    if let optimizer = trial.optimizer { recipe.training.use(optimizer) }
    let halves = BackgroundSplit(collection)
    try requireSounds(of: halves.test)
    let (plan, chosen, leaks) = try layOut(trial, recipe: recipe)
    recipe = try recipe.telling(plan.labels.labels)
    let material = try TrainingMaterial.load(
      recipe: recipe, collection: halves.training,
      clips: chosen.flatMap { clips(toRead: plan.folds[$0], recipe) }, threadCount: threadCount)
    try material.checkUnreadable(skips: false, advice: "take it out of the data")
    let sounds = try ConditionSounds(
      halves.test, sampleRate: recipe.input.sampleRate(recipe.frontEnd), conditions: conditions)
    var outcomes: [FoldOutcome] = []
    for seed in trial.seeds {
      for index in chosen {
        let checkpoint = { (seed: UInt64) in
          trial.checkpoints.map { Checkpoint(folder: $0, fold: index, seed: seed) }
        }
        let title = "fold \(index) seed \(seed)"
        guard
          let outcome = try outcome(
            of: plan.folds[index], seed: UInt64(seed), material: material, sounds: sounds, title: title,
            checkpoint: checkpoint)
        else { return nil }
        outcomes.append(outcome)
        Diagnostics.standard.report("\(title): \(figures(of: outcome, labels: plan.labels.labels))")
      }
    }
    let restored = outcomes.reduce(0) { $0 + ($1.training?.allRestoredSeconds ?? 0) }
    guard
      let report = EvaluationReport(
        run: .init(
          command: command, version: Program.version, recipeName: recipe.name,
          seconds: (clock.now - start) / .seconds(1),
          processorSeconds: ProcessorTime.seconds() - processorStart, threadCount: threadCount,
          restoredSeconds: restored > 0 ? restored : nil),
        plan: plan, clips: collection.clips, outcomes: outcomes, leaks: leaks)
    else { throw .tooFew(protocolName: trial.protocolName, what: "test clips", needed: 1, found: 0) }
    return Result(report: report, outcomes: outcomes)
  }

  /// Clips of `fold` whose features a training of `recipe` needs.
  private func clips(toRead fold: Fold, _ recipe: Recipe) -> [LabeledClip] {
    fold.train + fold.validation + (scoresWholeClips(recipe) ? fold.test : [])
  }

  /// Whether the network judges clips as they are, so that it is scored on them without the recogniser too.
  private func scoresWholeClips(_ recipe: Recipe) -> Bool { recipe.input.window?.span == .clip }

  /// Trains on one fold and tests; nil after Ctrl-C.
  private func outcome(
    of fold: Fold, seed: UInt64, material: TrainingMaterial, sounds: ConditionSounds, title: String,
    checkpoint: (UInt64) -> Checkpoint?
  ) throws(TrainingError) -> FoldOutcome? {
    let run = TrainingRun(
      material: material, train: fold.train, validation: fold.validation, seed: seed,
      threadCount: threadCount, title: title + " ")
    guard let trainers = try run.trainMembers(checkpoint: checkpoint) else { return nil }
    let model = try run.model(
      from: trainers, name: material.recipe.name, command: command, calibration: Recognition.Calibration()
    ).model
    var wholeClips: WholeClipScores?
    if let windows = material.windows, scoresWholeClips(material.recipe) {
      wholeClips = try trainers[0].wholeClipScores(on: fold.test, windows: windows)
    }
    return FoldOutcome(
      fold: fold, seed: seed, heard: try heard(by: model, fold.test),
      changed: try changed(model, fold.test, sounds), background: try background(model, sounds),
      training: TrainingRecord(members: trainers, wholeClips: wholeClips))
  }

  private func figures(of outcome: FoldOutcome, labels: [String]) -> String {
    func percent(_ predictions: [Prediction]) -> String {
      fixed(100 * (ConfusionMatrix(labels: labels, predictions: predictions).uar ?? 0), 1)
    }
    let changed = conditions.compactMap { condition in
      outcome.changed[condition].map { ", \(condition.rawValue) \(percent($0))" }
    }
    return "UAR \(percent(outcome.predictions)) %" + changed.joined()
  }

  /// Verdicts on `clips`, and what was said on the way there.
  func heard(by model: EmotionModel, _ clips: [LabeledClip]) throws(TrainingError) -> [HeardClip] {
    try heard(by: model, clips, title: "testing") { (clip, rate) throws(TrainingError) in
      try ClipDecoder.samples(path: clip.path, sampleRate: rate)
    }
  }

  /// Verdicts on `clips` under each of the conditions.
  func changed(
    _ model: EmotionModel, _ clips: [LabeledClip], _ sounds: ConditionSounds
  ) throws(TrainingError) -> [AcousticCondition: [Prediction]] {
    var changed: [AcousticCondition: [Prediction]] = [:]
    for condition in conditions {
      changed[condition] = try heard(by: model, clips, title: "testing \(condition.rawValue)") {
        (clip, rate) throws(TrainingError) in
        let samples = try ClipDecoder.samples(path: clip.path, sampleRate: rate)
        return try sounds.apply(condition, to: samples, of: clip, sampleRate: rate)
      }.map(\.prediction)
    }
    return changed
  }

  /// What is said of noises that training did not hear; nil where the conditions need none.
  func background(
    _ model: EmotionModel, _ sounds: ConditionSounds
  ) throws(TrainingError) -> BackgroundHearing? {
    guard conditions.contains(where: { $0 == .noise10 || $0 == .noise20 }) else { return nil }
    let clips = sounds.noiseClips.map { LabeledClip(clip: $0, labelIndex: 0) }
    let heard = try heard(by: model, clips, title: "testing noises") { (clip, rate) throws(TrainingError) in
      try ClipDecoder.samples(path: clip.path, sampleRate: rate)
    }
    return BackgroundHearing(heard, seconds: sounds.noiseSeconds)
  }

  private func heard(
    by model: EmotionModel, _ clips: [LabeledClip], title: String,
    samples: @Sendable (Clip, Int) throws(TrainingError) -> [Float]
  ) throws(TrainingError) -> [HeardClip] {
    let bar = ProgressBar(title, totalCount: clips.count)
    defer { bar.finish() }
    return try withoutActuallyEscaping(samples) { samples throws(TrainingError) in
      try RecognizerScorer.heard(
        by: model, clips, threadCount: threadCount,
        samples: { (clip, rate) throws(TrainingError) in
          try Interruption.check(clip)
          return try samples(clip, rate)
        }, progress: { bar.advance() })
    }
  }
}
