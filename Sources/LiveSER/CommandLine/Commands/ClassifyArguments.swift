/// How verdicts on files are written.
enum VerdictFormat: String, CaseIterable, Sendable {
  case text, json, jsonl, csv
}

/// What `liveser classify` is to do.
struct ClassifyArguments: Sendable, Equatable {
  /// Files and folders in the order typed; `-` is audio on standard input.
  var paths: [String] = []
  /// A list of further paths, one a line; `-` reads it from standard input.
  var filesFrom: String?
  /// How the verdicts are written.
  var format = VerdictFormat.text
  /// Step of the timeline; nil leaves it out.
  var timeline: Duration?
  /// Files worked on at a time; nil is one a core.
  var jobCount: Int?
  /// Model file or name; nil leaves it to the settings.
  var model: String?
}

extension Command {
  static let classify = Command(
    .classify, "which emotion is heard in files and folders",
    details: [
      "Files that cannot be read are named on stderr; the rest is done all the same, and the exit status is 1."
    ],
    defaults: ClassifyArguments(),
    operands: .any(
      "PATH...", \.paths,
      "files; folders, searched with their subfolders for audio; - for audio on standard input"),
    options: [
      .value("format", "FORMAT", \.format, .choice, "text, json, jsonl (one object a file) or csv"),
      .optional(
        "timeline", "SECONDS", \.timeline, .seconds(0.05...3600),
        "add the running state every so many seconds, which is a little behind the segments"),
      .optional(
        "jobs", "N", \.jobCount, SharedRules.threads, "files worked on at a time",
        absent: SharedHelp.threadsAbsent),
      .optional(
        "files-from", "FILE|-", \.filesFrom, SharedRules.file,
        "take further paths from a file, one a line; - reads them from standard input"),
      .optional(
        "model", "FILE|NAME", \.model, SharedRules.model, "model to use", absent: SharedHelp.modelAbsent),
    ],
    finish: { (arguments) throws(Misuse) in
      if arguments.paths.isEmpty, arguments.filesFrom == nil { throw .missingOperand("PATH or --files-from") }
      let audioOnInputCount = arguments.paths.count { $0 == "-" }
      if audioOnInputCount > 1 { throw .conflict("-", "another -") }
      if audioOnInputCount == 1, arguments.filesFrom == "-" { throw .conflict("-", "--files-from -") }
      return .classify(arguments)
    })
}
