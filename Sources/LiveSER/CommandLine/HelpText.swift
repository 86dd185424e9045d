/// The program's help, made from the table of commands. No line is longer than 80 columns.
enum HelpText {
  private static let width = 80

  /// The page of the command called `topic`, or the list of commands.
  static func text(on topic: String?, from table: CommandTable) -> String {
    let command = table.commands.first { $0.name.rawValue == topic }
    return command.map(page) ?? overview(of: table)
  }

  /// The list of commands.
  static func overview(of table: CommandTable) -> String {
    var lines = ["\(Program.name) \(Program.version) - \(Program.summary)", ""]
    lines.append("Usage: \(Program.name) [COMMAND] [OPTION...]")
    lines += ["", "Commands:"]
    for command in table.commands {
      lines += entry(command.name.rawValue, command.summary, column: 14)
    }
    lines.append("")
    lines += wrap(
      "'\(Program.name) help COMMAND' explains a command and its options. Without a command the dashboard "
        + "starts; ? shows its keys.")
    lines.append("")
    lines += wrap(
      "Exit status: 0 all done, 1 some input failed, 2 wrong usage, 130 after Ctrl-C. Nothing is recorded "
        + "unless you ask, and nothing leaves the machine.")
    return lines.joined(separator: "\n") + "\n"
  }

  /// The page of one command.
  static func page(on command: Command) -> String {
    let options = command.options + Command.universalOptions
    var usage = "Usage: \(Program.name) \(command.name.rawValue)"
    if !command.options.isEmpty { usage += " [OPTION...]" }
    if !command.operandUsage.isEmpty { usage += " \(command.operandUsage)" }
    var lines = [usage, ""]
    lines += wrap(command.summary.prefix(1).uppercased() + command.summary.dropFirst() + ".")
    for paragraph in command.details { lines += [""] + wrap(paragraph) }
    let column = options.reduce(command.operandUsage.count) { max($0, head(of: $1).count) } + 4
    if !command.operandSummary.isEmpty {
      lines += [""] + entry(command.operandUsage, command.operandSummary, column: column)
    }
    lines += ["", "Options:"]
    for option in options {
      let defaultText = option.defaultText.map { " (\(keepingTogether($0)))" } ?? ""
      lines += entry(head(of: option), option.summary + defaultText, column: column)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// `-h, --help`, `--fps N`.
  private static func head(of option: Command.OptionHelp) -> String {
    (option.letter.map { "-\($0), " } ?? "") + "--\(option.name)" + (option.valueName.map { " \($0)" } ?? "")
  }

  /// A short remark is not broken over lines.
  private static func keepingTogether(_ text: String) -> String {
    text.count > 24 ? text : String(text.map { $0 == " " ? nonBreakingSpace : $0 })
  }

  /// A name in the margin and its text from `column` on.
  private static func entry(_ name: String, _ text: String, column: Int) -> [String] {
    let margin = String(repeating: " ", count: column)
    let padding = String(repeating: " ", count: column - 2 - name.count)
    return wrap(text, to: width - column).enumerated().map { index, line in
      index == 0 ? "  \(name)\(padding)\(line)" : margin + line
    }
  }

  /// Breaks `text` at spaces, which become plain where they are non-breaking; a word longer than a line stays whole.
  private static func wrap(_ text: some StringProtocol, to width: Int = width) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines.map { line in String(line.map { $0 == nonBreakingSpace ? " " : $0 }) }
  }

  private static let nonBreakingSpace: Character = "\u{A0}"
}
