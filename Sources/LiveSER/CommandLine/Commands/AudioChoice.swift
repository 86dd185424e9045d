/// Where the live path takes its audio from.
enum AudioChoice: Sendable, Equatable {
  /// A capture device by its stable name; nil is the settings', or the system's default.
  case microphone(device: String?)
  /// A file of a format that is recognised by its header.
  case file(path: String)
  /// Standard input; `rawFormat` is RATE:FORMAT:CHANNELS where the stream has no header.
  case standardInput(rawFormat: String?)
}

/// Rules that several commands share.
enum SharedRules {
  static let model = ValueRule<String>.text("a model file or a model's name")
  static let device = ValueRule<String>.text("a device's name")
  static let file = ValueRule<String>.text("a file name")
  static let threads = ValueRule<Int>.integer(1...1024)
  static let epochs = ValueRule<Int>.integer(1...100_000)
  static let seed = ValueRule<UInt64>.integer(0 ... .max)
  static let data = ValueRule<String>.text("a folder or a manifest")
}

/// Texts of help that several commands share.
enum SharedHelp {
  static let modelAbsent = "default: $LIVESER_MODEL, the settings, liveser-default"
  static let deviceAbsent = "default: the settings, the system's"
  static let threadsAbsent = "default: one a core"
  static let cache =
    "Features of models that judge windows are kept in ~/.cache/liveser/features, at most 8 GiB; with LIVESER_CACHE=off "
    + "in the environment they are not."
}
