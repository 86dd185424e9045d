import Foundation
import Recognition
import Training

extension TrainCommand {
  /// Trains all networks of a recipe, each with a checkpoint of its own; nil after Ctrl-C.
  static func trainMembers(
    of run: TrainingRun, output: String, isResumed: Bool
  ) throws(TrainingError) -> [Trainer]? {
    var trainers: [Trainer] = []
    for member in 0..<run.memberCount {
      if run.memberCount > 1 { Diagnostics.standard.report("network \(member + 1) of \(run.memberCount)") }
      let trainer = try run.makeTrainer(member: member)
      let checkpoint = Checkpoint(output: output, member: member)
      // Later networks of an interrupted training may not have been begun.
      if isResumed, member == 0 || checkpoint.exists {
        try checkpoint.restore(trainer)
        Diagnostics.standard.report("going on after epoch \(trainer.history.count)")
      }
      // What an earlier training left behind is kept until there is something in its place.
      let stale =
        isResumed || member > 0 ? [] : (1..<run.memberCount).map { Checkpoint(output: output, member: $0) }
      guard try trainEpochs(of: run, trainer, checkpoint, replacing: stale, hasEarlier: member > 0) else {
        return nil
      }
      trainers.append(trainer)
    }
    return trainers
  }

  /// Trains all epochs that are left, saving after each, at first in the place of `stale` too; false after Ctrl-C, when it
  /// is told what is saved.
  ///
  /// - Parameter hasEarlier: whether other networks are trained and saved.
  static func trainEpochs(
    of run: TrainingRun, _ trainer: Trainer, _ checkpoint: Checkpoint, replacing stale: [Checkpoint],
    hasEarlier: Bool
  ) throws(TrainingError) -> Bool {
    let epochCount = run.material.recipe.training.epochCount
    var savedEpoch = trainer.history.count
    let finished = try run.run(trainer) { report throws(TrainingError) in
      Diagnostics.standard.report(line(report, of: epochCount))
      do throws(TrainingError) {
        try checkpoint.save(trainer)
        if savedEpoch == 0 { for other in stale { other.remove() } }
        savedEpoch = report.epoch
      } catch {
        // Hours of training are not given up for a full disk; the state before is still there.
        let kept = savedEpoch > 0 ? "; it still holds epoch \(savedEpoch)" : ""
        Diagnostics.standard.report("warning: \(error.text)\(kept)")
      }
    }
    if !finished {
      let saved =
        savedEpoch > 0
        ? "\(checkpoint.path) holds epoch \(savedEpoch): go on with --resume"
        : hasEarlier
          ? "the networks before this one are saved: go on with --resume" : "no epoch is saved"
      Diagnostics.standard.report("stopped; \(saved)")
    }
    return finished
  }

  /// The temperature for the speakers held apart; 1 without any.
  static func calibrated(
    _ run: TrainingRun, _ trainers: [Trainer], _ parts: Fold, _ threadCount: Int
  ) throws(TrainingError) -> ModelCalibration {
    guard !run.validation.isEmpty else { return .none }
    let plain = try run.model(
      from: trainers, name: run.material.recipe.name, command: "", calibration: ModelCalibration.none.values)
    return try ModelCalibration.fitted(plain.model, on: parts, threadCount: threadCount) ?? .none
  }

  /// Writes model, card, record and, where it is wanted, the report.
  static func write(_ card: ModelCard, output: String, report: String?) throws(TrainingError) {
    let cardPath = ModelCard.path(besideModelAt: output)
    let recordPath = ModelRecord.path(besideModelAt: output)
    do {
      try OutputFile.replace(
        output, with: EmotionModel.encoded(metadata: card.metadata, network: card.network))
    } catch let error as TrainingError {
      throw error
    } catch {
      throw .unwritable(path: output, reason: "\(error)")
    }
    try OutputFile.replace(cardPath, with: Data(card.text.utf8))
    try OutputFile.replace(recordPath, with: Data(card.modelRecord.json.utf8))
    if let report {
      try OutputFile.replace("\(report)/history.json", with: history(card.record))
      if let picture = card.record.picture(title: card.metadata.name) {
        try OutputFile.replace("\(report)/training.svg", with: Data(picture.utf8))
      }
    }
    Diagnostics.standard.report("wrote \(output), its card \(cardPath) and \(recordPath)")
  }

  private static func history(_ record: TrainingRecord) throws(TrainingError) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    do {
      return try encoder.encode(record)
    } catch {
      throw .unwritable(path: "history.json", reason: "\(error)")
    }
  }

  private static func line(_ report: EpochReport, of epochCount: Int) -> String {
    var text =
      "epoch \(report.epoch)/\(epochCount)  loss \(fixed(report.loss, 4))  "
      + "accuracy \(fixed(100 * report.accuracy, 1)) %"
    if let uar = report.validationUAR { text += "  validation UAR \(fixed(100 * uar, 1)) %" }
    return text + "  \(fixed(report.seconds, 1)) s"
  }
}
