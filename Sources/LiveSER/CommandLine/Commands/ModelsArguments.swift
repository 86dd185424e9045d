/// What `liveser models` is to do.
enum ModelsArguments: Sendable, Equatable {
  /// List models and recipes.
  case list
  /// Print the card of one of them.
  case show(name: String)
}

/// The operands of `liveser models`, as typed.
private struct ModelsWords: Sendable {
  var words: [String] = []
}

extension Command {
  static let models = Command(
    .models, "the models and recipes there are",
    details: [
      "'liveser models show NAME' prints a model's card: labels, front end, size, cost, protocols and scores, "
        + "licence."
    ],
    defaults: ModelsWords(),
    operands: .any("[show NAME]", \.words, "print the card of this model or recipe", count: 0...2),
    finish: { (arguments) throws(Misuse) in
      guard let verb = arguments.words.first else { return .models(.list) }
      guard verb == "show" else {
        throw .unexpectedOperand(verb, suggestion: Suggestion.nearest(to: verb, among: ["show"]))
      }
      guard arguments.words.count == 2 else { throw .missingOperand("NAME") }
      let rule = ValueRule<String>.text("a model's or a recipe's name")
      return .models(.show(name: try rule.value(of: arguments.words[1], name: "NAME")))
    })
}
