/// What `liveser doctor` is to do.
struct DoctorArguments: Sendable, Equatable {
  /// Capture device; nil is the system's default.
  var device: String?
  /// Model file or name; nil leaves it to the settings.
  var model: String?
}

extension Command {
  static let doctor = Command(
    .doctor, "check microphone, level, terminal, locale and model",
    details: ["Says for each failure what to do."],
    isAvailable: false,
    defaults: DoctorArguments(),
    options: [
      .optional(
        "device", "NAME", \.device, SharedRules.device, "microphone, by a name that 'liveser devices' shows",
        absent: SharedHelp.deviceAbsent),
      .optional(
        "model", "FILE|NAME", \.model, SharedRules.model, "model to check", absent: SharedHelp.modelAbsent),
    ],
    finish: { .doctor($0) })
}
