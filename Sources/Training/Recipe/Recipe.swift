import DSP
import Foundation
import Network
import Recognition

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
  /// Samples to rows: what the gate hears, and the input of a network on live rows.
  public var frontEnd: FrontEndOptions
  /// What the network is given.
  public var input: ModelInput
  /// The network; of an ensemble the first, and all of them where there are no others.
  public var network: NetworkDescription
  /// Networks of an ensemble's other members: the members take ``network`` and these in turn.
  public var otherNetworks: [NetworkDescription]
  /// How it is trained.
  public var training: TrainingOptions
  /// What is done to the rows of the clips on the way; nothing where the input is a window.
  public var augmentation: AugmentationOptions
  /// What is done to the samples of the clips, where the input is a window; it stands at `augmentation` too.
  public var copies: SampleAugmentation

  enum CodingKeys: String, CodingKey, CaseIterable {
    case name, summary, labels, replacements, frontEnd, input, network, otherNetworks, training, augmentation
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
    frontEnd = FrontEndOptions()
    if container.contains(.frontEnd) {
      frontEnd = try OptionTree.read(frontEnd, from: container.superDecoder(forKey: .frontEnd))
    }
    input = try container.decodeIfPresent(ModelInput.self, forKey: .input) ?? .liveLogMel
    network = try container.decode(NetworkDescription.self, forKey: .network)
    otherNetworks =
      try container.decodeIfPresent([NetworkDescription].self, forKey: .otherNetworks) ?? []
    training = try container.decode(TrainingOptions.self, forKey: .training)
    augmentation = AugmentationOptions()
    copies = SampleAugmentation()
    if input == .liveLogMel {
      augmentation =
        try container.decodeIfPresent(AugmentationOptions.self, forKey: .augmentation) ?? augmentation
    } else {
      copies = try container.decodeIfPresent(SampleAugmentation.self, forKey: .augmentation) ?? copies
    }
  }

  /// Writes the recipe as `init(from:)` reads it; the input is left out where it is live rows.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(summary, forKey: .summary)
    try container.encode(labels, forKey: .labels)
    try container.encode(replacements, forKey: .replacements)
    try container.encode(frontEnd, forKey: .frontEnd)
    try container.encode(network, forKey: .network)
    if !otherNetworks.isEmpty { try container.encode(otherNetworks, forKey: .otherNetworks) }
    try container.encode(training, forKey: .training)
    if input == .liveLogMel {
      try container.encode(augmentation, forKey: .augmentation)
    } else {
      try container.encode(input, forKey: .input)
      try container.encode(copies, forKey: .augmentation)
    }
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
    return try read(data, path: path)
  }

  /// Reads and checks the recipe in `data`, which is that of the file at `path`.
  static func read(_ data: Data, path: String) throws(TrainingError) -> Recipe {
    do {
      let recipe = try JSONDecoder().decode(Recipe.self, from: data)
      try recipe.validate(path: path)
      return recipe
    } catch let error as TrainingError {
      throw error
    } catch let error as DecodingError {
      let slip = error.isNoJSON ? slip(in: data).map { ": \($0)" } : nil
      throw .recipe(path: path, place: error.place, reason: error.reason + (slip ?? ""))
    } catch {
      throw .recipe(path: path, place: "", reason: error.localizedDescription)
    }
  }

  /// Where `data` cease to be JSON, as the reader that tells of it puts it.
  private static func slip(in data: Data) -> String? {
    do {
      _ = try JSONSerialization.jsonObject(with: data)
      return nil
    } catch {
      let text = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String
      return text?.trimmingCharacters(in: CharacterSet(charactersIn: "."))
    }
  }

  /// Makes sure that what the training watches and weighs is there.
  ///
  /// - Errors: `recipe` where a class weight names no label, or validation clips are needed and missing.
  public func check(path: String, hasValidation: Bool) throws(TrainingError) {
    if let problem = training.problem(labels: labels, hasValidation: hasValidation) {
      throw .recipe(path: path, place: "training.\(problem.name)", reason: problem.reason)
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
      isNoJSON ? "is no JSON; a recipe is wanted, like those of models/recipes" : context.debugDescription
    @unknown default: "cannot be read"
    }
  }

  /// Whether the text is no JSON at all.
  var isNoJSON: Bool {
    guard case .dataCorrupted(let context) = self else { return false }
    return context.codingPath.isEmpty && context.debugDescription.contains("not valid JSON")
  }
}
