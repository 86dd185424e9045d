/// The commands the program knows: parsing, help and suggestions all come from here.
struct CommandTable: Sendable {
  /// In the order help lists them.
  var commands: [Command]

  /// Every command.
  static let all = CommandTable(commands: [
    .live, .classify, .listen, .record, .devices, .doctor, .features, .models, .train, .evaluate, .help,
    .version,
  ])

  /// The command called `word`.
  func command(named word: String) throws(CommandLineError) -> Command {
    if let command = commands.first(where: { $0.name.rawValue == word }) { return command }
    throw .unknownCommand(word, suggestion: suggestion(for: word))
  }

  private func suggestion(for word: String) -> String? {
    if let name = Suggestion.nearest(to: word, among: commands.map(\.name.rawValue)) { return name }
    // Somebody who gives a file wants to know what is heard in it.
    let looksLikeAFile = word == "-" || word.contains("/") || word.contains(".")
    return looksLikeAFile ? "\(Program.name) classify \(word)" : nil
  }
}
