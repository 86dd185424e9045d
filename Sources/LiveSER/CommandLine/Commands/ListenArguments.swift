/// How the live path's events are written.
enum StreamFormat: String, CaseIterable, Sendable {
  case jsonl, csv, text
}

/// What `liveser listen` is to do.
struct ListenArguments: Sendable, Equatable {
  /// Capture device; nil leaves it to the settings.
  var device: String?
  /// File to read instead of the microphone; `-` is standard input.
  var input: String?
  /// RATE:FORMAT:CHANNELS of a standard input without a header, as typed.
  var rawFormat: String?
  /// Seconds of audio after which to end; nil goes on to the end or Ctrl-C.
  var duration: Duration?
  /// How the events are written.
  var format = StreamFormat.jsonl
  /// Whether a file is played at its own speed instead of as fast as possible.
  var isRealTime = false
  /// Model file or name; nil leaves it to the settings.
  var model: String?

  /// Where the audio comes from.
  var audio: AudioChoice {
    if let rawFormat { return .standardInput(rawFormat: rawFormat) }
    switch input {
    case "-": return .standardInput(rawFormat: nil)
    case let path?: return .file(path: path)
    case nil: return .microphone(device: device)
    }
  }
}

extension Command {
  static let listen = Command(
    .listen, "the live path without a screen, one JSON object a line",
    details: [
      "Prints start, update, utterance, device and end objects as they happen, until the input ends or Ctrl-C. "
        + "Several channels are heard as their mean. A device that is lost is waited for."
    ],
    defaults: ListenArguments(),
    options: [
      .optional(
        "device", "NAME", \.device, SharedRules.device, "microphone, by a name that 'liveser devices' shows",
        absent: SharedHelp.deviceAbsent),
      .optional(
        "input", "FILE|-", \.input, SharedRules.file, "read a file, or with - standard input, instead"),
      .optional(
        "raw", "RATE:FORMAT:CHANNELS", \.rawFormat, .text("RATE:FORMAT:CHANNELS, as in 16000:s16le:1"),
        "standard input has no header and this format, as in 16000:s16le:1"),
      .optional("duration", "SECONDS", \.duration, .seconds(0.01...31_536_000), "end after so much audio"),
      .value("format", "FORMAT", \.format, .choice, "jsonl, csv or text"),
      .flag("realtime", \.isRealTime, "play a file at its own speed instead of as fast as it goes"),
      .optional(
        "model", "FILE|NAME", \.model, SharedRules.model, "model to use", absent: SharedHelp.modelAbsent),
    ],
    finish: { (arguments) throws(Misuse) in
      if arguments.device != nil, arguments.input != nil { throw .conflict("--device", "--input") }
      if arguments.device != nil, arguments.rawFormat != nil { throw .conflict("--device", "--raw") }
      if arguments.rawFormat != nil, let input = arguments.input, input != "-" {
        throw .requires("--raw", other: "--input -")
      }
      return .listen(arguments)
    })
}
