/// How a list is written.
enum ListFormat: String, CaseIterable, Sendable {
  case text, json
}

/// What `liveser devices` is to do.
struct DevicesArguments: Sendable, Equatable {
  /// How the list is written.
  var format = ListFormat.text
}

extension Command {
  static let devices = Command(
    .devices, "the microphones, with their native rates and channels",
    defaults: DevicesArguments(),
    options: [.value("format", "FORMAT", \.format, .choice, "text or json")],
    finish: { .devices($0) })
}
