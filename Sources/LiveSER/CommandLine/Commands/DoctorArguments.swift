/// What `liveser doctor` is to do.
struct DoctorArguments: Sendable, Equatable {
  /// Capture device; nil leaves it to the settings.
  var device: String?
  /// Model file or name; nil leaves it to the settings.
  var model: String?
  /// How long to listen.
  var duration = Duration.seconds(4)
  /// How the checks are written.
  var format = ListFormat.text
}

extension Command {
  static let doctor = Command(
    .doctor, "check microphone, level, terminal, locale and model",
    details: [
      "Listens for a few seconds, during which you should speak, and says for each failure what to do. The exit status "
        + "is 1 if something failed. Nothing is recorded or changed."
    ],
    defaults: DoctorArguments(),
    options: [
      .optional(
        "device", "NAME", \.device, SharedRules.device, "microphone, by a name that 'liveser devices' shows",
        absent: SharedHelp.deviceAbsent),
      .optional(
        "model", "FILE|NAME", \.model, SharedRules.model, "model to check", absent: SharedHelp.modelAbsent),
      .value("seconds", "N", \.duration, .seconds(1...60), "listen for so long"),
      .value("format", "FORMAT", \.format, .choice, "text or json"),
    ],
    finish: { .doctor($0) })
}
