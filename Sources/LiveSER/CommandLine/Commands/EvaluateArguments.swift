import Training

/// What `liveser evaluate` is to do.
struct EvaluateArguments: Sendable, Equatable {
  /// What is scored.
  enum Subject: Sendable, Equatable {
    /// A finished model: file or name.
    case model(String)
    /// A recipe, trained and tested fold by fold.
    case recipe(Trial)
  }

  /// A recipe under a protocol.
  struct Trial: Sendable, Equatable {
    /// Recipe file, or the name of a shipped one.
    var recipe: String
    /// Name of the protocol, which says who is trained on and who tested.
    var protocolName: String
    /// Folds to run, from 0, rising; nil is all.
    var folds: [Int]?
    /// Seeds of all chance; every fold is trained once from each.
    var seeds: [Int]
    /// Epochs; nil is the recipe's number.
    var epochCount: Int?
    /// Whether the data's other corpora join the training clips of a protocol that tests on one.
    var joinsOtherCorpora: Bool
    /// Optimiser to train with, at its usual learning rate; nil is the recipe's.
    var optimizer: OptimizerOptions?
    /// Folder in which the state of every training is kept and taken up; nil keeps none.
    var checkpoints: String?
  }

  /// What is scored.
  var subject: Subject
  /// Corpora: folders and manifests, in the order typed; at least one.
  var data: [String]
  /// Changes of the test sound to score besides the clean one, by name.
  var conditions: [String]
  /// Folder for JSON and pictures; nil writes none.
  var report: String?
  /// Threads; nil is one a core.
  var threadCount: Int?
}

/// The options of `liveser evaluate`, before it is known that they go together.
private struct EvaluateOptions: Sendable {
  var model: String?
  var recipe: String?
  var protocolName: String?
  var folds: [Int]?
  var seeds: [Int]?
  var joinsOtherCorpora = false
  var conditions: [String]?
  var epochCount: Int?
  var optimizer: OptimizerOptions?
  var checkpoints: String?
  var data: [String] = []
  var report: String?
  var threadCount: Int?

  func subject() throws(Misuse) -> EvaluateArguments.Subject {
    if let recipe {
      if model != nil { throw .conflict("--model", "--recipe") }
      guard let protocolName else { throw .missingOption("--protocol") }
      return .recipe(
        EvaluateArguments.Trial(
          recipe: recipe, protocolName: protocolName, folds: folds, seeds: seeds ?? [0],
          epochCount: epochCount,
          joinsOtherCorpora: joinsOtherCorpora, optimizer: optimizer, checkpoints: checkpoints))
    }
    guard let model else { throw .missingOption("--model or --recipe") }
    let trainingOnly = [
      ("--protocol", protocolName != nil), ("--folds", folds != nil), ("--seed", seeds != nil),
      ("--epochs", epochCount != nil), ("--join", joinsOtherCorpora),
      ("--optimizer", optimizer != nil), ("--checkpoints", checkpoints != nil),
    ]
    for (option, isGiven) in trainingOnly where isGiven { throw .requires(option, other: "--recipe") }
    return .model(model)
  }
}

extension ValueRule where Value == [String] {
  /// Names of acoustic conditions by comma, each once.
  fileprivate static var conditions: Self {
    ValueRule(
      parse: { text in
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard names.allSatisfy({ AcousticCondition(rawValue: $0) != nil }), Set(names).count == names.count
        else { return nil }
        return names
      },
      expectation: "names by comma among \(AcousticCondition.names.joined(separator: ", "))",
      choices: AcousticCondition.names)
  }
}

extension ValueRule where Value == String {
  /// A protocol's name.
  fileprivate static var protocols: Self {
    ValueRule(
      parse: { (try? EvaluationProtocol(name: $0)) == nil ? nil : $0 },
      expectation: "one of \(EvaluationProtocol.knownNames.joined(separator: ", "))",
      choices: EvaluationProtocol.knownNames)
  }
}

extension ValueRule where Value == OptimizerOptions {
  /// An optimiser's name.
  fileprivate static var optimizers: Self {
    ValueRule(
      parse: { OptimizerOptions(name: $0) },
      expectation: "one of \(OptimizerOptions.names.joined(separator: ", "))", choices: OptimizerOptions.names
    )
  }
}

extension Command {
  static let evaluate = Command(
    .evaluate, "score a model, or a recipe fold by fold",
    details: [
      "With --model, scores a finished model on the data. With --recipe and --protocol, trains and tests for "
        + "each fold. Scores are UAR (mean recall of the classes), WA (accuracy) and calibration error.",
      "Before a recipe is trained, test clips are compared with training clips: recordings by content, speakers and "
        + "sentences by name.",
      "--report writes report.json, report.txt, predictions.csv, pictures, and calibration.json, which "
        + "'liveser train --calibration' takes.",
      SharedHelp.cache,
    ],
    defaults: EvaluateOptions(),
    options: [
      .optional("model", "FILE|NAME", \.model, SharedRules.model, "model to score"),
      .optional(
        "recipe", "RECIPE", \.recipe, .text("a recipe file or a recipe's name"), "recipe to train and test"),
      .optional(
        "protocol", "NAME", \.protocolName, .protocols,
        "who is trained on and who tested: " + EvaluationProtocol.knownNames.joined(separator: ", ")),
      .list("data", "DIR|MANIFEST.csv", \.data, SharedRules.data, "corpus to use"),
      .optional("report", "DIR", \.report, .text("a folder"), "write JSON and pictures to a folder"),
      .optional(
        "folds", "LIST", \.folds, .integers(0...999), "folds to run, as in 0,2 or 0-3", absent: "default: all"
      ),
      .optional(
        "seed", "LIST", \.seeds, .integers(0...999_999), "seeds to train each fold from, as in 0-2",
        absent: "default: 0"
      ),
      .optional(
        "epochs", "N", \.epochCount, SharedRules.epochs, "passes over the data",
        absent: "default: the recipe's"),
      .optional(
        "optimizer", "NAME", \.optimizer, .optimizers,
        "optimiser to train with, at its usual learning rate: "
          + OptimizerOptions.names.joined(separator: ", "), absent: "default: the recipe's"),
      .optional(
        "checkpoints", "DIR", \.checkpoints, .text("a folder"),
        "keep the state of every training in a folder, and go on with what is there"),
      .flag("join", \.joinsOtherCorpora, "other corpora in the data join the training clips"),
      .optional(
        "conditions", "LIST", \.conditions, .conditions,
        "also score the test clips changed: " + AcousticCondition.names.joined(separator: ", ")),
      .optional(
        "threads", "N", \.threadCount, SharedRules.threads, "threads to use", absent: SharedHelp.threadsAbsent
      ),
    ],
    finish: { (options) throws(Misuse) in
      let subject = try options.subject()
      if options.data.isEmpty { throw .missingOption("--data") }
      return .evaluate(
        EvaluateArguments(
          subject: subject, data: options.data, conditions: options.conditions ?? [], report: options.report,
          threadCount: options.threadCount))
    })
}
