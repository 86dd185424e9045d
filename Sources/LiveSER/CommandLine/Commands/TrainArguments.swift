/// What `liveser train` is to do.
struct TrainArguments: Sendable, Equatable {
  /// Recipe file, or the name of a shipped one.
  var recipe = ""
  /// Corpora: folders and manifests, in the order typed; at least one.
  var data: [String] = []
  /// Model file to write; nil is the recipe's name with `.safetensors`, in the working directory.
  var output: String?
  /// Seed of all chance: weights, order, augmentation.
  var seed: UInt64 = 0
  /// Epochs; nil is the recipe's number.
  var epochCount: Int?
  /// Threads; nil is one a core.
  var threadCount: Int?
  /// Whether to go on where an interrupted training of the same output stopped.
  var isResumed = false
  /// Folder for the curves and figures; nil writes none.
  var report: String?
  /// Speakers held apart for validation and calibration; nil leaves it to the recipe.
  var validationSpeakers: [String]?
  /// Evaluation's `calibration.json` to take temperature and threshold from; nil takes none.
  var calibration: String?
  /// Whether files that cannot be read are left out instead of refused.
  var skipsUnreadable = false

  /// Model file to write, the default named.
  var outputPath: String {
    if let output { return output }
    let name = recipe.split(separator: "/").last.map(String.init) ?? recipe
    return (name.hasSuffix(".json") ? String(name.dropLast(5)) : name) + ".safetensors"
  }
}

extension Command {
  static let train = Command(
    .train, "train a model by a recipe",
    details: [
      "Writes the model, its card (.md) and the card's figures (.card.json), and saves the state after every epoch in "
        + "OUTPUT.checkpoint: after Ctrl-C or a crash, --resume goes on there and ends in the same model, bit for bit.",
      "Confidence is calibrated on the clips held apart (--validation-speakers; recipes that watch validation clips hold "
        + "some apart themselves) or by --calibration; without either it is not.",
      SharedHelp.cache,
    ],
    defaults: TrainArguments(),
    operands: .one(
      "RECIPE", \.recipe, .text("a recipe file or a recipe's name"),
      "recipe file, or the name of a shipped one"),
    options: [
      .list("data", "DIR|MANIFEST.csv", \.data, SharedRules.data, "corpus to train on"),
      .optional(
        "output", "FILE", \.output, SharedRules.file, "model file to write",
        absent: "default: RECIPE.safetensors"),
      .value("seed", "N", \.seed, SharedRules.seed, "seed of weights, order and augmentation"),
      .optional(
        "epochs", "N", \.epochCount, SharedRules.epochs, "passes over the data",
        absent: "default: the recipe's"),
      .optional(
        "threads", "N", \.threadCount, SharedRules.threads, "threads to use", absent: SharedHelp.threadsAbsent
      ),
      .flag("resume", \.isResumed, "go on where an interrupted training stopped"),
      .optional("report", "DIR", \.report, .text("a folder"), "write curves and figures to a folder"),
      .optional(
        "validation-speakers", "LIST", \.validationSpeakers, .names("speakers by comma, as in 03,08"),
        "speakers held apart to choose epochs and the temperature by",
        absent: "default: a tenth where the recipe watches them, else none"),
      .optional(
        "calibration", "FILE.json", \.calibration, .path(ending: "json"),
        "temperature and threshold from an evaluation's calibration.json"),
      .flag("skip-unreadable", \.skipsUnreadable, "leave out files that cannot be read"),
    ],
    finish: { (arguments) throws(Misuse) in
      if arguments.data.isEmpty { throw .missingOption("--data") }
      return .train(arguments)
    })
}
