import DSP
import Foundation
import Network

/// Everything that makes a model besides the data: labels, front end, network, training, augmentation.
public struct Recipe: Codable, Sendable, Equatable {
  /// Name of the recipe; the model carries it.
  public var name: String
  /// One or two sentences for people.
  public var summary: String
  /// Class names in the order of the outputs.
  public var labels: [String]
  /// Emotions of a corpus that take another label.
  public var replacements: [String: String]
  /// Samples to network input.
  public var frontEnd: FrontEndOptions
  /// The network.
  public var network: NetworkDescription
  /// How it is trained.
  public var training: TrainingOptions
  /// What is done to the clips on the way.
  public var augmentation: AugmentationOptions

  enum CodingKeys: String, CodingKey, CaseIterable {
    case name, summary, labels, replacements, frontEnd, network, training, augmentation
  }

  /// Reads a recipe; unknown keys are errors that name their place, optional parts have defaults.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseKeys(besides: CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    summary = try container.decodeIfPresent(String.self, forKey: .summary) ?? ""
    labels = try container.decode([String].self, forKey: .labels)
    replacements =
      try container.decodeIfPresent([String: String].self, forKey: .replacements)
      ?? LabelMap.conventionalReplacements
    frontEnd = try container.decodeIfPresent(FrontEndOptions.self, forKey: .frontEnd) ?? FrontEndOptions()
    network = try container.decode(NetworkDescription.self, forKey: .network)
    training = try container.decode(TrainingOptions.self, forKey: .training)
    augmentation =
      try container.decodeIfPresent(AugmentationOptions.self, forKey: .augmentation) ?? AugmentationOptions()
  }

  /// Reads and checks the recipe in the file at `path`.
  ///
  /// - Errors: `unreadable`, `recipe` with the place in the file and what was expected.
  public static func load(path: String) throws(TrainingError) -> Recipe {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw FileManager.default.fileExists(atPath: path)
        ? .unreadable(path: path, reason: error.localizedDescription) : .pathNotFound(path: path)
    }
    do {
      let recipe = try JSONDecoder().decode(Recipe.self, from: data)
      try recipe.validate(path: path)
      return recipe
    } catch let error as TrainingError {
      throw error
    } catch let error as DecodingError {
      throw .recipe(path: path, place: error.place, reason: error.reason)
    } catch {
      throw .recipe(path: path, place: "", reason: error.localizedDescription)
    }
  }

  /// Checks what the types cannot: that labels differ, ranges hold, and the network fits the front end and labels.
  private func validate(path: String) throws(TrainingError) {
    func refuse(_ place: String, _ reason: String) -> TrainingError {
      .recipe(path: path, place: place, reason: reason)
    }
    guard labels.count >= 2, Set(labels).count == labels.count, !labels.contains("") else {
      throw refuse("labels", "needs at least two labels, all different")
    }
    do {
      try frontEnd.validate()
    } catch {
      guard case .invalidOptions(let problems) = error, let first = problems.first else {
        throw refuse("frontEnd", "cannot be used")
      }
      throw refuse(
        "frontEnd.\(first.name)", "is \(first.value); must be from \(first.lowest) to \(first.highest)")
    }
    guard network.input == RowShape(bins: frontEnd.logMel.melCount, channels: 1) else {
      throw refuse(
        "network.input",
        "must be \(frontEnd.logMel.melCount) bins and 1 channel, which is what the front end gives")
    }
    do {
      let network = try LayeredNetwork(network, seed: 0)
      guard network.outputWidth == labels.count else {
        throw NetworkError.badShape(
          layerIndex: self.network.layers.count - 1, layer: self.network.layers.last?.typeName ?? "",
          reason: "gives \(network.outputWidth) outputs for \(labels.count) labels")
      }
      _ = try StreamingNetwork(network)
    } catch {
      throw refuse("network", Self.words(for: error))
    }
    if let problem = training.problem { throw refuse("training.\(problem.name)", problem.reason) }
    if let problem = augmentation.problem { throw refuse("augmentation.\(problem.name)", problem.reason) }
  }

  private static func words(for error: any Error) -> String {
    switch error as? NetworkError {
    case .badShape(let index, let layer, let reason): "layers[\(index)] (\(layer)): \(reason)"
    case .cannotStream(let index, let layer): "layers[\(index)] (\(layer)) looks ahead and cannot run live"
    case .noLayers: "has no layers"
    default: "\(error)"
    }
  }

  /// From corpus emotions to this recipe's labels.
  public var labelMap: LabelMap { LabelMap(labels: labels, replacements: replacements) }
}

extension DecodingError {
  /// Where in the JSON the error lies, as in `network.layers[3].units`.
  var place: String {
    let path: [any CodingKey]
    switch self {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      path = context.codingPath
    case .keyNotFound(let key, let context): path = context.codingPath + [key]
    @unknown default: path = []
    }
    return path.reduce("") { text, key in
      key.intValue.map { "\(text)[\($0)]" } ?? (text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)")
    }
  }

  /// What was expected there.
  var reason: String {
    switch self {
    case .typeMismatch(let type, _): "must be of type \(type)"
    case .valueNotFound(let type, _): "must be a \(type), not null"
    case .keyNotFound(let key, _): "\"\(key.stringValue)\" is missing"
    case .dataCorrupted(let context):
      context.codingPath.isEmpty && context.underlyingError != nil
        ? "is not valid JSON: \(context.underlyingError.map { "\($0)" } ?? "")" : context.debugDescription
    @unknown default: "cannot be read"
    }
  }
}
