import Buffers
import Foundation
import Network

extension Trainer {
  private static let format = "liveser-checkpoint-2"

  /// A copy of everything after the last whole epoch: weights, statistics, the optimiser's memory, the moving average, the
  /// best epoch's weights, and the history.
  ///
  /// It must not be asked for after an epoch was stopped, when the weights lie between two epochs.
  public func checkpoint() throws(TrainingError) -> SafeTensors {
    precondition(!isInsideEpoch, "a checkpoint in the middle of an epoch")
    var file = SafeTensors()
    file.tensors = state(best: bestTensors).mapValues {
      SafeTensors.Tensor(shape: $0.shape, values: AlignedBuffer($0.values.elements))
    }
    file.metadata = [
      "format": Self.format, "seed": "\(seed)", "stepCount": "\(optimizer.stepCount)",
      "clips": clipsFingerprint, "recipe": try Self.text(recipe), "history": try Self.text(history),
    ]
    file.metadata["sounds"] = soundsFingerprint
    return file
  }

  /// Takes the state up from `file`, which must come from the same recipe, clips, noises, rooms and seed.
  ///
  /// - Errors: `checkpoint`; the trainer is then as it was.
  public func restore(_ file: SafeTensors, path: String) throws(TrainingError) {
    func refuse(_ reason: String) -> TrainingError { .checkpoint(path: path, reason: reason) }
    guard let format = file.metadata["format"], format.hasPrefix("liveser-checkpoint-") else {
      throw refuse("is not a checkpoint")
    }
    guard format == Self.format else { throw refuse("was written by another version of the program") }
    // The text of an earlier version lacks options that came since; their defaults are what it was trained with.
    guard let text = file.metadata["recipe"],
      var written = try? JSONDecoder().decode(Recipe.self, from: Data(text.utf8))
    else { throw refuse("was written by another version of the program") }
    written.summary = recipe.summary  // words for people
    guard written == recipe else { throw refuse("belongs to another recipe") }
    guard file.metadata["seed"] == "\(seed)" else { throw refuse("belongs to another seed") }
    guard file.metadata["clips"] == clipsFingerprint else { throw refuse("belongs to other clips") }
    // Earlier versions wrote nothing of them.
    guard [nil, soundsFingerprint].contains(file.metadata["sounds"]) else {
      throw refuse("belongs to other noises or rooms")
    }
    let history = try Self.history(file.metadata["history"], path: path)
    guard history.count <= recipe.training.epochCount,
      let steps = file.metadata["stepCount"].flatMap(Int.init),
      steps == history.count * builder.batches(epoch: 0).count
    else { throw refuse("counts other epochs and steps than this training has") }
    let restoresBest = recipe.training.earlyStopping?.restoresBest == true && !history.isEmpty
    let best = restoresBest ? network.copyTensors() : nil
    let own = state(best: best)
    for name in file.tensors.keys.sorted() where own[name] == nil {
      throw refuse("has a tensor \(name), which this training does not know")
    }
    for (name, target) in own.sorted(by: { $0.key < $1.key }) {
      guard let tensor = file.tensors[name] else { throw refuse("lacks the tensor \(name)") }
      guard tensor.shape == target.shape else { throw refuse("holds \(name) in another shape") }
      guard tensor.values.elements.allSatisfy(\.isFinite) else { throw refuse("holds no number in \(name)") }
    }
    for (name, target) in own {
      guard let tensor = file.tensors[name] else { continue }
      target.values.base.update(from: tensor.values.base, count: target.values.count)
    }
    bestTensors = best
    optimizer.stepCount = steps
    self.history = history
    restoredSeconds = history.reduce(0) { $0 + $1.seconds }
    isInsideEpoch = false
  }

  /// Every tensor of the state by its name in checkpoints; the buffers are the trainer's own.
  private func state(best: [String: SafeTensors.Tensor]?) -> [String: SafeTensors.Tensor] {
    var tensors = learner.tensors
    for (tensor, buffers) in optimizer.memory {
      for ((name, parameter), buffer) in zip(optimizer.parameters, buffers) {
        tensors["optimizer.\(tensor.name).\(name)"] = .init(shape: parameter.shape, values: buffer)
      }
    }
    for (name, tensor) in average?.network.tensors ?? [:] { tensors["average.\(name)"] = tensor }
    for (name, tensor) in best ?? [:] { tensors["best.\(name)"] = tensor }
    return tensors
  }

  private static func history(_ text: String?, path: String) throws(TrainingError) -> [EpochReport] {
    guard let text, let history = try? JSONDecoder().decode([EpochReport].self, from: Data(text.utf8)),
      history.map(\.epoch) == Array(1..<(history.count + 1))
    else { throw .checkpoint(path: path, reason: "has no readable history") }
    return history
  }

  private static func text(_ value: some Encodable) throws(TrainingError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw .checkpoint(path: "", reason: "\(error)")
    }
  }
}
