import Recognition
import Training

extension Evaluation {
  /// Scores a finished model on all clips that have one of its labels; nil after Ctrl-C.
  func score(modelNamed name: String) throws(TrainingError) -> Result? {
    let clock = ContinuousClock()
    let start = clock.now
    let model: EmotionModel
    let path: String
    do throws(RecognitionError) {
      path = try ModelLocator().locate(name)
      model = try EmotionModel(path: path)
    } catch {
      throw .modelUnusable(reason: error.text)
    }
    let record = ModelRecord.besideModel(at: path, of: model)
    let map = LabelMap(
      labels: model.labels, replacements: record?.replacements ?? LabelMap.conventionalReplacements)
    let clips = map.labeledWherePossible(collection.clips)
    guard !clips.isEmpty else {
      throw .noLabeledClips(labels: model.labels, found: collection.emotionCounts.keys.sorted())
    }
    try requireSounds(of: collection)
    let fold = Fold(
      name: "all clips", train: [], validation: [], test: clips, validationSharesSpeakers: false)
    let plan = EvaluationPlan(evaluationProtocol: .allClips, labels: map, folds: [fold])
    let sounds = try ConditionSounds(
      collection, sampleRate: model.sampleRate, conditions: conditions)
    let provenance = model.metadata.provenance
    let outcome = FoldOutcome(
      fold: fold, seed: provenance.seed, heard: try heard(by: model, clips),
      changed: try changed(model, clips, sounds), background: try background(model, sounds))
    guard
      let report = EvaluationReport(
        run: .init(
          command: command, version: Program.version, recipeName: model.metadata.name,
          seconds: (clock.now - start) / .seconds(1)), plan: plan, clips: collection.clips,
        outcomes: [outcome],
        learntFrom: LearntFrom(
          recipeName: provenance.recipe, clipCounts: provenance.clipCounts,
          speakers: record?.speakers, validationSpeakers: record?.validationSpeakers,
          unnamedClipCount: record?.unnamedClipCount),
        baseTemperature: Double(model.metadata.calibration.temperature))
    else { return nil }
    return Result(report: report, outcomes: [outcome])
  }
}
