import AudioCapture
import Glibc

/// When the dashboard uses colours.
enum ColorChoice: String, CaseIterable, Sendable {
  case auto, always, never
}

/// What `liveser live` is to do.
struct LiveArguments: Sendable, Equatable {
  /// Capture device; nil leaves it to the settings.
  var device: String?
  /// File played in real time instead of the microphone.
  var input: String?
  /// Model file or name; nil leaves it to the settings.
  var model: String?
  /// Frames drawn a second at most; nil leaves it to the settings.
  var frameRate: Int?
  /// Whether to draw in ASCII only.
  var isASCII = false
  /// When to use colours.
  var color = ColorChoice.auto
  /// Where to write what is recognised, as JSON Lines.
  var session: String?

  /// Where the audio comes from.
  var audio: AudioChoice {
    input.map { .file(path: $0) } ?? .microphone(device: device)
  }
}

extension ValueRule where Value == String {
  /// A file for the records of a session. They are added to what it holds, which must not be anything else.
  fileprivate static var session: Self {
    ValueRule(
      parse: { path in
        let isOfRecords = [".jsonl", ".json"].contains { path.lowercased().hasSuffix($0) }
        var status = stat()
        let holdsSomething =
          stat(path.systemPath ?? [0], &status) == 0 && status.st_mode & S_IFMT == S_IFREG
          && status.st_size > 0
        return path.isEmpty || holdsSomething && !isOfRecords ? nil : path
      },
      expectation: "a new file, or one ending in .jsonl or .json to go on with")
  }
}

extension Command {
  static let live = Command(
    .live, "the dashboard on the microphone (what starts without a command)",
    details: [
      "Shows waveform, mel spectrogram, the probability of every emotion and the utterances heard, while you "
        + "speak. Without a microphone it plays the demo clip and says so. ? shows the keys, q quits."
    ],
    defaults: LiveArguments(),
    options: [
      .optional(
        "device", "NAME", \.device, SharedRules.device, "microphone, by a name that 'liveser devices' shows",
        absent: SharedHelp.deviceAbsent),
      .optional(
        "input", "FILE", \.input, SharedRules.file, "play a file in real time instead of the microphone"),
      .optional(
        "model", "FILE|NAME", \.model, SharedRules.model, "model to use", absent: SharedHelp.modelAbsent),
      .optional(
        "fps", "N", \.frameRate, .integer(1...120), "frames drawn a second, at most",
        absent: "default: the settings, 30"),
      .flag("ascii", \.isASCII, "draw in ASCII only"),
      .value("color", "WHEN", \.color, .choice, "colours: auto, always or never"),
      .optional(
        "session", "FILE.jsonl", \.session, .session,
        "write what is recognised to a file, as JSON Lines"),
    ],
    finish: { (arguments) throws(Misuse) in
      if arguments.device != nil, arguments.input != nil { throw .conflict("--device", "--input") }
      if arguments.input == "-" {
        throw .badValue("-", name: "--input", expectation: "a file name", suggestion: nil)
      }
      return .live(arguments)
    })
}
