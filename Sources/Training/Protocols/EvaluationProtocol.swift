/// How clips are parted into those a model learns from and those it is tested on.
public enum EvaluationProtocol: Sendable, Hashable {
  /// RAVDESS speech, actors 01-20, five folds of four actors, eight classes.
  case ravdessCV
  /// EmoDB, four folds of a speaker pair, seven classes with boredom.
  case emodbCV
  /// SAVEE, leave one of three speakers out, seven classes.
  case saveeCV
  /// TESS, trained on one speaker and tested on the other, both ways, seven classes.
  case tessSwap
  /// The four protocols above at once: five trainings, each without the test speakers of one fold of every protocol, and
  /// without a fifth of the readers where there are any.
  case jointCV
  /// A random split of clips, stratified by label: that many per cent for the test.
  case random(testPercent: Int, seed: UInt64)
  /// As many folds, whole speakers each, balanced in clips of each label and gender.
  case speakerKFold(Int)
  /// One fold a speaker.
  case leaveOneSpeakerOut
  /// One fold a corpus, over the classes that all corpora have.
  case leaveOneCorpusOut
  /// All clips tested with a model that was trained elsewhere; no name asks for it.
  case allClips

  /// Names a protocol can be asked for by; K is a number of folds, S a seed.
  public static let knownNames = [
    "ravdess-cv", "emodb-cv", "savee-cv", "tess-swap", "joint-cv", "random-80-20", "random-80-20:S",
    "speaker-kfold:K",
    "leave-one-speaker-out", "leave-one-corpus-out",
  ]

  /// Finds the protocol called `name`.
  ///
  /// `random-75-25` and other pairs that sum to 100 are known as well; a seed may follow a colon, and is 0 without.
  ///
  /// - Errors: `unknownProtocol`.
  public init(name: String) throws(TrainingError) {
    let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let argument = parts.count == 2 ? String(parts[1]) : nil
    switch (String(parts.first ?? ""), argument) {
    case ("ravdess-cv", nil): self = .ravdessCV
    case ("emodb-cv", nil): self = .emodbCV
    case ("savee-cv", nil): self = .saveeCV
    case ("tess-swap", nil): self = .tessSwap
    case ("joint-cv", nil): self = .jointCV
    case ("leave-one-speaker-out", nil): self = .leaveOneSpeakerOut
    case ("leave-one-corpus-out", nil): self = .leaveOneCorpusOut
    case ("speaker-kfold", let argument?):
      guard let count = Int(argument), count >= 2 else { fallthrough }
      self = .speakerKFold(count)
    default:
      guard let split = Self.randomSplit(parts.first ?? "", seed: argument) else {
        throw .unknownProtocol(name: name, known: Self.knownNames)
      }
      self = split
    }
  }

  private static func randomSplit(_ name: Substring, seed: String?) -> EvaluationProtocol? {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "random", let train = Int(parts[1]), let test = Int(parts[2]),
      (1..<100).contains(train), test == 100 - train, let seed = UInt64(seed ?? "0")
    else { return nil }
    return .random(testPercent: test, seed: seed)
  }

  /// The name it is asked for by.
  public var name: String {
    switch self {
    case .ravdessCV: "ravdess-cv"
    case .emodbCV: "emodb-cv"
    case .saveeCV: "savee-cv"
    case .tessSwap: "tess-swap"
    case .jointCV: "joint-cv"
    case .random(let percent, let seed): "random-\(100 - percent)-\(percent)" + (seed == 0 ? "" : ":\(seed)")
    case .speakerKFold(let count): "speaker-kfold:\(count)"
    case .leaveOneSpeakerOut: "leave-one-speaker-out"
    case .leaveOneCorpusOut: "leave-one-corpus-out"
    case .allClips: "all-clips"
    }
  }

  /// Whether speakers of the test clips are also heard in training.
  public var sharesSpeakers: Bool {
    switch self {
    case .random, .allClips: true
    default: false
    }
  }

  /// One sentence on what its figure says of unknown voices.
  ///
  /// - Parameter joinsOtherCorpora: whether other corpora than the one it tests on are learnt from.
  public func statement(joinsOtherCorpora: Bool) -> String {
    switch self {
    case .random:
      "Random split: the test clips' speakers, and often their sentences, are in the training data too; "
        + "the figure does not hold for a new voice. Read it next to a speaker-independent one."
    case .leaveOneCorpusOut:
      "Speaker- and corpus-independent: neither the test clips' speakers nor their corpus are in the training data."
    case .allClips:
      "All clips of the data, tested with a finished model. The figure holds for new voices only if the model never "
        + "learnt from these speakers."
    case .jointCV:
      "Speaker-independent: no speaker of the test clips is in the training data, which holds the other speakers of "
        + "all four corpora. Each corpus has the folds of its own protocol; readers, where there are any, are shared out "
        + "over them."
    case .tessSwap where !joinsOtherCorpora:
      "Speaker-independent: no speaker of the test clips is in the training data, which is one woman's voice alone."
    default:
      "Speaker-independent: no speaker of the test clips is in the training data."
    }
  }

  /// Corpora a fixed protocol tests on; empty where any corpus serves.
  var testedCorpora: [String] {
    if case .jointCV = self { return ["ravdess", "emodb", "savee", "tess"] }
    return corpus.map { [$0] } ?? []
  }

  /// Corpus of people who read without playing an emotion: it has one class, so it is learnt from beside others, and of the
  /// protocols that hold speakers apart only `joint-cv` tests its readers, each fold those whom it has not heard.
  public static let readingCorpus = "read"

  /// Corpus a fixed protocol tests on; nil where any corpus serves, or several.
  public var corpus: String? {
    switch self {
    case .ravdessCV: "ravdess"
    case .emodbCV: "emodb"
    case .saveeCV: "savee"
    case .tessSwap: "tess"
    default: nil
    }
  }

  /// Labels it scores where the caller names none.
  public var defaultLabels: LabelMap {
    switch self {
    case .emodbCV: .emodb
    case .saveeCV, .tessSwap: .withoutCalm
    default: .canonical
    }
  }

  /// Test speakers of each fold of a fixed protocol; nil where they come from the data.
  var fixedTestSpeakers: [[String]]? {
    switch self {
    case .ravdessCV:
      (0..<5).map { fold in (4 * fold + 1...4 * fold + 4).map { "ravdess-" + ($0 < 10 ? "0\($0)" : "\($0)") }
      }
    case .emodbCV:
      [
        ["emodb-03", "emodb-08"], ["emodb-09", "emodb-10"], ["emodb-11", "emodb-12"],
        ["emodb-13", "emodb-14"],
      ]
    case .saveeCV: [["savee-DC"], ["savee-JE"], ["savee-JK"]]
    case .tessSwap: [["tess-OAF"], ["tess-YAF"]]
    case .jointCV: Self.jointTestSpeakers
    default: nil
    }
  }

  /// The folds of RAVDESS, EmoDB and SAVEE side by side; those of TESS, whose half leaves training, with the last two.
  private static var jointTestSpeakers: [[String]] {
    var folds = [[String]](repeating: [], count: 5)
    for (method, first) in [(ravdessCV, 0), (emodbCV, 0), (saveeCV, 0), (tessSwap, 3)] {
      for (index, speakers) in (method.fixedTestSpeakers ?? []).enumerated() {
        folds[first + index] += speakers
      }
    }
    return folds
  }
}
