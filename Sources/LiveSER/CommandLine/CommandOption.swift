/// An option of a command: its help, and where its value goes in the command's arguments.
struct CommandOption<Arguments>: Sendable {
  typealias Place<Value> = WritableKeyPath<Arguments, Value> & Sendable

  /// Name without dashes.
  var name: String
  /// How help names the value; nil for a switch.
  var valueName: String?
  /// One line of help.
  var summary: String
  /// What holds when the option is not given, as help says it.
  var defaultText: @Sendable (Arguments) -> String?
  /// Stores the value (empty for a switch).
  var store: @Sendable (inout Arguments, String) throws(Misuse) -> Void

  /// A switch, off unless given.
  static func flag(_ name: String, _ place: Place<Bool>, _ summary: String) -> Self {
    CommandOption(
      name: name, summary: summary, defaultText: { _ in nil },
      store: { arguments, _ in arguments[keyPath: place] = true })
  }

  /// An option with a default, which help reads from the arguments' initial values; the last one given counts.
  static func value<Value>(
    _ name: String, _ valueName: String, _ place: Place<Value>, _ rule: ValueRule<Value>, _ summary: String
  ) -> Self {
    CommandOption(
      name: name, valueName: valueName, summary: summary,
      defaultText: { "default: \(rule.describe($0[keyPath: place]))" },
      store: { (arguments, text) throws(Misuse) in
        arguments[keyPath: place] = try rule.value(of: text, name: "--\(name)")
      })
  }

  /// An option that may be absent; `absent` is what help says then happens. The last one given counts.
  static func optional<Value>(
    _ name: String, _ valueName: String, _ place: Place<Value?>, _ rule: ValueRule<Value>, _ summary: String,
    absent: String? = nil
  ) -> Self {
    CommandOption(
      name: name, valueName: valueName, summary: summary, defaultText: { _ in absent },
      store: { (arguments, text) throws(Misuse) in
        arguments[keyPath: place] = try rule.value(of: text, name: "--\(name)")
      })
  }

  /// An option that may be given again and again; the values keep their order.
  static func list<Value>(
    _ name: String, _ valueName: String, _ place: Place<[Value]>, _ rule: ValueRule<Value>, _ summary: String
  ) -> Self {
    CommandOption(
      name: name, valueName: valueName, summary: summary, defaultText: { _ in "may be repeated" },
      store: { (arguments, text) throws(Misuse) in
        arguments[keyPath: place].append(try rule.value(of: text, name: "--\(name)"))
      })
  }
}

/// The operands of a command: their help, how many there may be, and where they go.
struct CommandOperands<Arguments>: Sendable {
  /// How the usage line shows them; empty when there are none.
  var usage: String
  /// Line of help.
  var summary: String
  /// How many there may be.
  var count: ClosedRange<Int>
  /// Stores them all.
  var store: @Sendable (inout Arguments, [String]) throws(Misuse) -> Void

  /// No operands.
  static var none: Self {
    CommandOperands(usage: "", summary: "", count: 0...0, store: { _, _ in })
  }

  /// Any number of operands.
  static func any(
    _ usage: String, _ place: CommandOption<Arguments>.Place<[String]>, _ summary: String,
    count: ClosedRange<Int> = 0...Int.max
  ) -> Self {
    CommandOperands(
      usage: usage, summary: summary, count: count, store: { $0[keyPath: place] = $1 })
  }

  /// One operand that must be there.
  static func one(
    _ usage: String, _ place: CommandOption<Arguments>.Place<String>, _ rule: ValueRule<String>,
    _ summary: String
  ) -> Self {
    CommandOperands(
      usage: usage, summary: summary, count: 1...1,
      store: { (arguments, words) throws(Misuse) in
        arguments[keyPath: place] = try rule.value(of: words[0], name: usage)
      })
  }

  /// One operand that may be left out.
  static func optional(
    _ usage: String, _ place: CommandOption<Arguments>.Place<String?>, _ rule: ValueRule<String>,
    _ summary: String
  ) -> Self {
    CommandOperands(
      usage: "[\(usage)]", summary: summary, count: 0...1,
      store: { (arguments, words) throws(Misuse) in
        for word in words { arguments[keyPath: place] = try rule.value(of: word, name: usage) }
      })
  }
}
