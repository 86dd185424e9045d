import Foundation
import Network
import Recognition
import Training

/// Trains a recipe's networks and shows how it goes.
struct TrainingRun {
  let material: TrainingMaterial
  let train: [LabeledClip]
  let validation: [LabeledClip]
  let seed: UInt64
  let threadCount: Int
  /// Shown in front of the epoch.
  let title: String

  /// Trains all epochs that are left; tells when one answer takes over, and when it stops early.
  ///
  /// - Parameter afterEpoch: called after each epoch, for instance to save a checkpoint.
  /// - Returns: whether it came to the end; false after Ctrl-C.
  func run(
    _ trainer: Trainer, afterEpoch: (EpochReport) throws(TrainingError) -> Void = { _ in }
  ) throws(TrainingError) -> Bool {
    let epochCount = material.recipe.training.epochCount
    var wasCollapsed = trainer.history.last?.collapse != nil
    while !trainer.isFinished {
      let epoch = trainer.history.count + 1
      let bar = ProgressBar(barTitle(trainer, epoch: epoch, epochCount: epochCount), totalCount: 1000)
      defer { bar.finish() }
      var shown = 0
      let report = try trainer.trainEpoch { share, _ in
        let reached = Int(share * 1000)
        bar.advance(by: reached - shown)
        shown = reached
        return Interruption.signal == nil
      }
      guard let report else { return false }
      try afterEpoch(report)
      if let collapse = report.collapse, !wasCollapsed {
        let label = material.recipe.labels[collapse.answer.labelIndex]
        Diagnostics.standard.report("\(title)warning: \(collapse.words(label: label))")
      }
      wasCollapsed = report.collapse != nil
    }
    let record = TrainingRecord(trainer)
    if record.stoppedEarly {
      let kept = record.keptEpoch.map { ", the weights are those of epoch \($0)" } ?? ""
      Diagnostics.standard.report("\(title)stopped early after epoch \(trainer.history.count)\(kept)")
    }
    return true
  }

  /// Trains all networks of the recipe, one after the other.
  ///
  /// - Parameter checkpoint: where the state of the network with this seed is kept after every epoch; what is there is taken
  ///   up. Nil keeps nothing.
  /// - Returns: their trainers; nil after Ctrl-C.
  func trainMembers(
    checkpoint: (UInt64) -> Checkpoint?
  ) throws(TrainingError) -> [Trainer]? {
    var trainers: [Trainer] = []
    for member in 0..<memberCount {
      let trainer = try makeTrainer(member: member)
      let checkpoint = checkpoint(trainer.seed)
      if let checkpoint, checkpoint.exists { try checkpoint.restore(trainer) }
      let finished = try run(trainer) { _ in
        do throws(TrainingError) {
          try checkpoint?.save(trainer)
        } catch {
          // Hours of training are not given up for a full disk; the state before is still there.
          Diagnostics.standard.report("warning: \(error.text)")
        }
      }
      guard finished else { return nil }
      trainers.append(trainer)
    }
    return trainers
  }

  /// Networks that the recipe asks for.
  var memberCount: Int { material.recipe.training.memberCount }

  private func barTitle(_ trainer: Trainer, epoch: Int, epochCount: Int) -> String {
    var text = "\(title)epoch \(epoch)/\(epochCount)"
    if let last = trainer.history.last {
      text += " loss \(fixed(last.loss, 3))"
      if let uar = last.validationUAR { text += " UAR \(fixed(100 * uar, 1)) %" }
    }
    return text
  }

  /// A trainer for network `member` of this run; no two runs with different seeds share a network's seed.
  func makeTrainer(member: Int = 0) throws(TrainingError) -> Trainer {
    // As it would be alone, so that its checkpoints serve there too.
    try Trainer(
      recipe: material.recipe.member(member), train: train + material.nonSpeechClips, validation: validation,
      store: material.store, windows: material.windows, noises: material.noises,
      seed: seed &* UInt64(memberCount) &+ UInt64(member), threadCount: threadCount)
  }

  /// The trained network, or the ensemble of all, as a model.
  func model(
    from trainers: [Trainer], name: String, command: String, calibration: Recognition.Calibration
  ) throws(TrainingError) -> (model: EmotionModel, metadata: ModelMetadata, network: LayeredNetwork) {
    var counts: [String: Int] = [:]
    for clip in train { counts[clip.clip.corpus, default: 0] += 1 }
    do {
      let network = try LayeredNetwork.ensemble(of: trainers.map(\.network))
      let metadata = ModelMetadata(
        name: name, labels: material.recipe.labels, frontEnd: material.recipe.frontEnd,
        input: material.recipe.input, standardization: trainers.first?.standardization,
        head: material.recipe.head, network: network.description, calibration: calibration,
        utterances: UtteranceOptions(),
        provenance: Provenance(
          recipe: material.recipe.name, version: Program.version, command: command, seed: seed,
          epochCount: trainers.first?.history.count ?? 0, clipCounts: counts,
          license: Licences.terms(of: counts.keys.sorted())))
      return (try EmotionModel(metadata: metadata, network: network), metadata, network)
    } catch {
      throw .recipe(path: material.recipe.name, place: "network", reason: "\(error)")
    }
  }
}

/// `value` with `digits` decimals.
func fixed(_ value: Double, _ digits: Int) -> String {
  FixedPoint.text(value, digits: digits)
}
