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
    /// Seed of all chance.
    var seed: UInt64
    /// Epochs; nil is the recipe's number.
    var epochCount: Int?
  }

  /// What is scored.
  var subject: Subject
  /// Corpora: folders and manifests, in the order typed; at least one.
  var data: [String]
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
  var seed: UInt64?
  var epochCount: Int?
  var data: [String] = []
  var report: String?
  var threadCount: Int?

  func subject() throws(Misuse) -> EvaluateArguments.Subject {
    if let recipe {
      if model != nil { throw .conflict("--model", "--recipe") }
      guard let protocolName else { throw .missingOption("--protocol") }
      return .recipe(
        EvaluateArguments.Trial(
          recipe: recipe, protocolName: protocolName, folds: folds, seed: seed ?? 0, epochCount: epochCount))
    }
    guard let model else { throw .missingOption("--model or --recipe") }
    let trainingOnly = [
      ("--protocol", protocolName != nil), ("--folds", folds != nil), ("--seed", seed != nil),
      ("--epochs", epochCount != nil),
    ]
    for (option, isGiven) in trainingOnly where isGiven { throw .requires(option, other: "--recipe") }
    return .model(model)
  }
}

extension Command {
  static let evaluate = Command(
    .evaluate, "score a model, or a recipe fold by fold",
    details: [
      "With --model, scores a finished model on the data. With --recipe and --protocol, trains and tests for "
        + "each fold. Scores are UAR (mean recall of the classes), WA (accuracy) and calibration error."
    ],
    defaults: EvaluateOptions(),
    options: [
      .optional("model", "FILE|NAME", \.model, SharedRules.model, "model to score"),
      .optional(
        "recipe", "RECIPE", \.recipe, .text("a recipe file or a recipe's name"), "recipe to train and test"),
      .optional(
        "protocol", "NAME", \.protocolName, .text("a protocol's name"),
        "who is trained on and who tested, as in ravdess-cv"),
      .list("data", "DIR|MANIFEST.csv", \.data, SharedRules.data, "corpus to use"),
      .optional("report", "DIR", \.report, .text("a folder"), "write JSON and pictures to a folder"),
      .optional(
        "folds", "LIST", \.folds, .integers(0...999), "folds to run, as in 0,2 or 0-3", absent: "default: all"
      ),
      .optional(
        "seed", "N", \.seed, SharedRules.seed, "seed of weights, order and augmentation", absent: "default: 0"
      ),
      .optional(
        "epochs", "N", \.epochCount, SharedRules.epochs, "passes over the data",
        absent: "default: the recipe's"),
      .optional(
        "threads", "N", \.threadCount, SharedRules.threads, "threads to use", absent: SharedHelp.threadsAbsent
      ),
    ],
    finish: { (options) throws(Misuse) in
      let subject = try options.subject()
      if options.data.isEmpty { throw .missingOption("--data") }
      return .evaluate(
        EvaluateArguments(
          subject: subject, data: options.data, report: options.report, threadCount: options.threadCount))
    })
}
