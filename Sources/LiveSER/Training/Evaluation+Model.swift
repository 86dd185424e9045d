import Recognition
import Training

extension Evaluation {
  /// Scores a finished model on all clips that have one of its labels.
  func score(modelNamed name: String) throws(TrainingError) -> Result? {
    let clock = ContinuousClock()
    let start = clock.now
    let model: EmotionModel
    do throws(RecognitionError) {
      model = try ModelLocator().load(name)
    } catch {
      throw .modelUnusable(reason: error.text)
    }
    let map = LabelMap(labels: model.labels)
    let clips = map.labeledWherePossible(collection.clips)
    guard !clips.isEmpty else {
      throw .noLabeledClips(labels: model.labels, found: collection.emotionCounts.keys.sorted())
    }
    let fold = Fold(
      name: "all clips", train: [], validation: [], test: clips, validationSharesSpeakers: false)
    let plan = EvaluationPlan(evaluationProtocol: .allClips, labels: map, folds: [fold])
    let sounds = try ConditionSounds(
      collection, sampleRate: model.sampleRate, needed: !conditions.isEmpty)
    let outcome = FoldOutcome(
      fold: fold, seed: model.metadata.provenance.seed, predictions: try predictions(model, clips))
    var scores: [(AcousticCondition, [Double])] = []
    for condition in conditions {
      let changed = try predictions(model, clips, condition: condition, sounds)
      scores.append((condition, [ConfusionMatrix(labels: model.labels, predictions: changed).uar ?? 0]))
    }
    guard
      let report = EvaluationReport(
        run: .init(
          command: command, version: Program.version, recipeName: model.metadata.name,
          seconds: (clock.now - start) / .seconds(1)), plan: plan, clips: collection.clips,
        outcomes: [outcome])
    else { return nil }
    return Result(report: report, conditions: scores)
  }
}
