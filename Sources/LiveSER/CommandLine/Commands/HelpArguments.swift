/// The operand of `liveser help`.
private struct HelpArguments: Sendable {
  var topic: String?
}

extension Command {
  static let help = Command(
    .help, "explain a command, or list them all",
    defaults: HelpArguments(),
    operands: .optional("COMMAND", \.topic, .text("a command"), "command to explain"),
    finish: { .help(topic: $0.topic) })

  static let version = Command(
    .version, "show the version", defaults: (), finish: { _ in .version })
}
