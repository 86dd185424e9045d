import Foundation
import Network
import Recognition
import Testing
import Training

/// A model of each of the five published systems.
enum ReferenceSystems {
  /// The recipes that stand for the systems: one each, and both inputs of B.
  static let recipes = [
    "system-a-co-lstm", "system-b-2d", "system-b-1d", "system-c-custom", "system-d", "system-e-binary",
  ]

  /// Every shipped model of a system.
  static let shipped: [String] = {
    let folder = sourceTree.appendingPathComponent("models").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasPrefix("system-") && $0.hasSuffix(".safetensors") }.sorted()
      .map { "\(folder)/\($0)" }
  }()

  /// The shipped model of `recipe`; where none is shipped, its network without training, which hears as well and knows nothing.
  static func model(of recipe: String, folder: URL) throws -> String {
    if let path = shipped.first(where: { $0.hasSuffix("/\(recipe).safetensors") }) { return path }
    let recipe = try Recipe.load(
      path: sourceTree.appendingPathComponent("models/recipes/\(recipe).json").path)
    let width = try #require(recipe.input.window).width
    let metadata = ModelMetadata(
      name: recipe.name, labels: recipe.labels, frontEnd: recipe.frontEnd, input: recipe.input,
      standardization: Standardization(
        mean: [Float](repeating: 0, count: width), deviation: [Float](repeating: 1, count: width)),
      head: recipe.head, network: recipe.network, calibration: Recognition.Calibration(),
      utterances: UtteranceOptions(),
      provenance: Provenance(
        recipe: recipe.name, version: "0", command: "", seed: 1, epochCount: 0, clipCounts: [:], license: ""))
    let path = folder.appendingPathComponent("\(recipe.name).safetensors")
    try EmotionModel.encoded(metadata: metadata, network: LayeredNetwork(recipe.network, seed: 1)).write(
      to: path)
    return path.path
  }

  /// What is wrong with an utterance of a model with `labels`; nil where nothing is.
  static func problem(of utterance: [String: Any], labels: Set<String>) -> String? {
    guard let shares = utterance["probabilities"] as? [String: Double] else { return "no probabilities" }
    let sum = shares.values.reduce(0, +)
    if Set(shares.keys) != labels { return "labels \(shares.keys.sorted())" }
    if abs(sum - 1) > 1e-3 || !shares.values.allSatisfy({ $0 >= 0 && $0 <= 1 }) { return "shares \(shares)" }
    guard let label = utterance["label"] as? String, let share = shares[label],
      share == shares.values.max()
    else { return "label \(utterance["label"] ?? "none") of \(shares)" }
    guard let start = utterance["start"] as? Double, let end = utterance["end"] as? Double, start < end
    else { return "times" }
    return nil
  }
}
