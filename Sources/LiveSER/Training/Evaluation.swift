import Foundation
import Recognition
import Training

/// Scores models on clips with the recogniser that people use.
struct Evaluation {
  let collection: ClipCollection
  let conditions: [AcousticCondition]
  let command: String
  let threadCount: Int

  /// A report, and the UAR of every fold under every other condition.
  struct Result {
    var report: EvaluationReport
    var conditions: [(AcousticCondition, [Double])]
  }

  /// Trains and tests every fold of a trial; nil after Ctrl-C.
  func run(_ trial: EvaluateArguments.Trial) throws(TrainingError) -> Result? {
    let clock = ContinuousClock()
    let start = clock.now
    var recipe = try Recipe.load(path: RecipeLocator.path(of: trial.recipe))
    if let epochCount = trial.epochCount { recipe.training.epochCount = epochCount }
    let method = try EvaluationProtocol(name: trial.protocolName)
    let plan = try method.plan(
      over: collection.clips, labels: TrainingMaterial.emotionMap(of: recipe),
      options: FoldOptions(joinsOtherCorpora: trial.joinsOtherCorpora))
    let chosen = trial.folds.map { $0.filter(plan.folds.indices.contains) } ?? Array(plan.folds.indices)
    guard !chosen.isEmpty else {
      throw .tooFew(
        protocolName: method.name, what: "folds", needed: (trial.folds?.max() ?? 0) + 1,
        found: plan.folds.count)
    }
    let halves = BackgroundSplit(collection)
    let material = try TrainingMaterial.load(
      recipe: recipe, collection: halves.training, clips: chosen.flatMap { plan.folds[$0].train },
      threadCount: threadCount)
    let sounds = try ConditionSounds(
      halves.test, sampleRate: recipe.input.sampleRate(recipe.frontEnd), needed: !conditions.isEmpty)
    var outcomes: [FoldOutcome] = []
    var scores = conditions.map { ($0, [Double]()) }
    for seed in trial.seeds {
      for index in chosen {
        let fold = plan.folds[index]
        let run = TrainingRun(
          material: material, train: fold.train, validation: [], seed: UInt64(seed), threadCount: threadCount,
          title: "fold \(index) seed \(seed) ")
        let trainer = try run.makeTrainer()
        guard try run.run(trainer) else { return nil }
        let model = try run.model(
          from: trainer, name: recipe.name, command: command, calibration: Recognition.Calibration()
        ).model
        let predictions = try predictions(model, fold.test)
        outcomes.append(FoldOutcome(fold: fold, seed: UInt64(seed), predictions: predictions))
        var line = "fold \(index) seed \(seed): UAR \(percent(plan, predictions)) %"
        for place in scores.indices {
          let changed = try self.predictions(model, fold.test, condition: scores[place].0, sounds)
          scores[place].1.append(ConfusionMatrix(labels: plan.labels.labels, predictions: changed).uar ?? 0)
          line += ", \(scores[place].0.rawValue) \(percent(plan, changed))"
        }
        Diagnostics.standard.report(line)
      }
    }
    guard
      let report = EvaluationReport(
        run: .init(
          command: command, version: Program.version, recipeName: recipe.name,
          seconds: (clock.now - start) / .seconds(1)), plan: plan, clips: collection.clips,
        outcomes: outcomes,
        leaks: nil)
    else { throw .tooFew(protocolName: method.name, what: "test clips", needed: 1, found: 0) }
    return Result(report: report, conditions: scores)
  }

  private func percent(_ plan: EvaluationPlan, _ predictions: [Prediction]) -> String {
    fixed(100 * (ConfusionMatrix(labels: plan.labels.labels, predictions: predictions).uar ?? 0), 1)
  }

  /// Verdicts on `clips`, changed by `condition` where there is one.
  func predictions(
    _ model: EmotionModel, _ clips: [LabeledClip], condition: AcousticCondition? = nil,
    _ sounds: ConditionSounds = .none
  ) throws(TrainingError) -> [Prediction] {
    let bar = ProgressBar(condition.map { "testing \($0.rawValue)" } ?? "testing", totalCount: clips.count)
    defer { bar.finish() }
    return try RecognizerScorer.predictions(
      of: model, on: clips, threadCount: threadCount,
      samples: { (clip, rate) throws(TrainingError) in
        let samples = try ClipDecoder.samples(path: clip.path, sampleRate: rate)
        return condition.map { sounds.apply($0, to: samples, of: clip, sampleRate: rate) } ?? samples
      }, progress: { bar.advance() })
  }
}
