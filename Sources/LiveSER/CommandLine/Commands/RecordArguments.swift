/// What `liveser record` is to do.
struct RecordArguments: Sendable, Equatable {
  /// File to write, WAV or FLAC by its ending; nil names it after the time.
  var output: String?
  /// Length of the recording; nil goes on until Enter or Ctrl-C.
  var duration: Duration?
  /// How the verdict is written.
  var format = VerdictFormat.text
  /// Capture device; nil leaves it to the settings.
  var device: String?
  /// Model file or name; nil leaves it to the settings.
  var model: String?
}

extension Command {
  static let record = Command(
    .record, "record, save as WAV or FLAC, and say which emotion is heard",
    details: [
      "Records until Enter, Ctrl-C or the given time. The file is written while it lasts, is whole at every moment, "
        + "and never overwrites another."
    ],
    defaults: RecordArguments(),
    operands: .optional(
      "OUT", \.output, .path(ending: "wav", "flac"),
      "file to write, .wav or .flac (default: named after the time, with the other recordings)"),
    options: [
      .optional("seconds", "N", \.duration, .seconds(0.1...86_400), "end after so many seconds"),
      .value("format", "FORMAT", \.format, .choice, "the verdict as text, json, jsonl or csv"),
      .optional(
        "device", "NAME", \.device, SharedRules.device, "microphone, by a name that 'liveser devices' shows",
        absent: SharedHelp.deviceAbsent),
      .optional(
        "model", "FILE|NAME", \.model, SharedRules.model, "model to use", absent: SharedHelp.modelAbsent),
    ],
    finish: { .record($0) })
}
