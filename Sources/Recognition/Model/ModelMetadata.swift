import DSP
import Network

/// How the network's scores become probabilities and verdicts.
public struct Calibration: Codable, Sendable, Equatable {
  /// Divides the logits before the softmax; of single outputs, the logarithms of their probabilities before they are scaled
  /// to a sum of 1.
  public var temperature: Float
  /// Best probability under which the verdict is `unsure`.
  public var unsureThreshold: Float
  /// Probability of there being no speech over which there is no verdict; nil is one half.
  public var nonSpeechThreshold: Float?

  /// Plain softmax, and the given thresholds.
  public init(temperature: Float = 1, unsureThreshold: Float = 0.3, nonSpeechThreshold: Float? = nil) {
    self.temperature = temperature
    self.unsureThreshold = unsureThreshold
    self.nonSpeechThreshold = nonSpeechThreshold
  }
}

/// How speech is cut into utterances. Units: rows of the front end.
public struct UtteranceOptions: Codable, Sendable, Equatable {
  /// Rows looked at for an onset, and how many of them must be speech.
  public var onsetWindow = 5, onsetCount = 3
  /// Rows before the onset that the network hears too.
  public var prerollCount = 12
  /// Closed rows after which an utterance is over.
  public var hangoverCount = 35
  /// Open rows under which an utterance is dropped as a click.
  public var minimumSpeechCount = 10
  /// Rows after which an utterance is cut.
  public var maximumCount = 750

  /// The options of the shipped model.
  public init() {}

  /// Most rows without speech that belong to an utterance.
  var longestPauseCount: Int { hangoverCount + prerollCount + onsetWindow }

  var isValid: Bool {
    (1...100).contains(onsetWindow) && (1...onsetWindow).contains(onsetCount)
      && (0...1000).contains(prerollCount) && (1...10_000).contains(hangoverCount)
      && (1...10_000).contains(minimumSpeechCount) && (hangoverCount...1_000_000).contains(maximumCount)
  }
}

/// Where a model comes from.
public struct Provenance: Codable, Sendable, Equatable {
  /// Recipe it was trained from.
  public var recipe: String
  /// Version of the program that trained it.
  public var version: String
  /// Command line of the training.
  public var command: String
  /// Seed of the training.
  public var seed: UInt64
  /// Epochs trained.
  public var epochCount: Int
  /// Clips of each corpus it learnt from.
  public var clipCounts: [String: Int]
  /// Terms under which the weights may be used.
  public var license: String

  /// Describes a training.
  public init(
    recipe: String, version: String, command: String, seed: UInt64, epochCount: Int,
    clipCounts: [String: Int],
    license: String
  ) {
    self.recipe = recipe
    self.version = version
    self.command = command
    self.seed = seed
    self.epochCount = epochCount
    self.clipCounts = clipCounts
    self.license = license
  }
}

/// Everything a model file holds besides the tensors.
public struct ModelMetadata: Sendable, Equatable {
  /// Name of the model.
  public var name: String
  /// Class names in the order of the network's outputs.
  public var labels: [String]
  /// Samples to rows: what the gate hears, and the input of a network on live rows.
  public var frontEnd: FrontEndOptions
  /// What the network is given.
  public var input: ModelInput
  /// Mean and deviation of a window input's features, where they are standardised.
  public var standardization: Standardization?
  /// What the network's outputs are.
  public var head: OutputHead
  /// The network.
  public var network: NetworkDescription
  /// Scores to probabilities.
  public var calibration: Calibration
  /// Speech to utterances.
  public var utterances: UtteranceOptions
  /// Where it comes from.
  public var provenance: Provenance

  /// Gathers the parts.
  public init(
    name: String, labels: [String], frontEnd: FrontEndOptions, input: ModelInput = .liveLogMel,
    standardization: Standardization? = nil, head: OutputHead = .softmax, network: NetworkDescription,
    calibration: Calibration, utterances: UtteranceOptions, provenance: Provenance
  ) {
    self.name = name
    self.labels = labels
    self.frontEnd = frontEnd
    self.input = input
    self.standardization = standardization
    self.head = head
    self.network = network
    self.calibration = calibration
    self.utterances = utterances
    self.provenance = provenance
  }
}

extension ModelMetadata {
  /// What ``canBeName(_:)`` asks for, to follow what is asked it of.
  public static let nameRule = "must be of 1 to 100 characters, none of them a control character"

  /// Whether `text` can be the name of a model or a label: it is shown on terminals, which act upon control characters.
  public static func canBeName(_ text: String) -> Bool {
    (1...100).contains(text.unicodeScalars.count)
      && text.unicodeScalars.allSatisfy { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
      }
  }
}
