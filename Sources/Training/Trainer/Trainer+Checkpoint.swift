import Buffers
import Foundation
import Network

extension Trainer {
  /// Weights, statistics, moments and history after the last whole epoch.
  public func checkpoint() throws(TrainingError) -> SafeTensors {
    var file = SafeTensors()
    file.tensors = network.tensors
    for (index, (name, parameter)) in network.parameters.enumerated() {
      file.tensors["adam.first.\(name)"] = .init(shape: parameter.shape, values: optimizer.first[index])
      file.tensors["adam.second.\(name)"] = .init(shape: parameter.shape, values: optimizer.second[index])
    }
    file.metadata = [
      "format": "liveser-checkpoint-1", "seed": "\(seed)", "stepCount": "\(optimizer.stepCount)",
      "recipe": try Self.text(recipe), "history": try Self.text(history),
    ]
    return file
  }

  /// Takes the state up from `file`, which must come from the same recipe and seed.
  ///
  /// - Errors: `checkpoint`.
  public func restore(_ file: SafeTensors, path: String) throws(TrainingError) {
    func refuse(_ reason: String) -> TrainingError { .checkpoint(path: path, reason: reason) }
    guard file.metadata["format"] == "liveser-checkpoint-1",
      let steps = file.metadata["stepCount"].flatMap(Int.init),
      let historyText = file.metadata["history"]
    else { throw refuse("is not a checkpoint") }
    guard file.metadata["recipe"] == (try Self.text(recipe)) else {
      throw refuse("belongs to another recipe")
    }
    guard file.metadata["seed"] == "\(seed)" else { throw refuse("belongs to another seed") }
    guard let history = try? JSONDecoder().decode([EpochReport].self, from: Data(historyText.utf8)) else {
      throw refuse("has no readable history")
    }
    do {
      try network.load(file.tensors.filter { !$0.key.hasPrefix("adam.") })
    } catch {
      throw refuse("\(error)")
    }
    for (index, (name, parameter)) in network.parameters.enumerated() {
      for (prefix, target) in [("first", optimizer.first[index]), ("second", optimizer.second[index])] {
        guard let moment = file.tensors["adam.\(prefix).\(name)"], moment.shape == parameter.shape else {
          throw refuse("lacks the moments of \(name)")
        }
        target.base.update(from: moment.values.base, count: target.count)
      }
    }
    restore(history: history, stepCount: steps)
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
