/// What the text of an option's value must be, and what it becomes.
struct ValueRule<Value>: Sendable {
  /// The value of a text; nil where the text is none.
  var parse: @Sendable (String) -> Value?
  /// Completes "which takes …".
  var expectation: String
  /// All the texts there are, where they can be listed.
  var choices: [String] = []
  /// The text of a value, as help shows a default.
  var describe: @Sendable (Value) -> String = { "\($0)" }

  /// Parses `text`, the value of `name` on the command line.
  func value(of text: String, name: String) throws(Misuse) -> Value {
    if let value = parse(text) { return value }
    throw .badValue(
      text, name: name, expectation: expectation,
      suggestion: Suggestion.nearest(to: text, among: choices))
  }
}

extension ValueRule where Value == String {
  /// Any text but the empty one; `what` completes "which takes …".
  static func text(_ what: String) -> Self {
    ValueRule(parse: { $0.isEmpty ? nil : $0 }, expectation: what)
  }

  /// A path that ends in one of `extensions` (without the dot; case does not matter).
  static func path(ending extensions: String...) -> Self {
    ValueRule(
      parse: { text in
        extensions.contains { text.lowercased().hasSuffix(".\($0)") && text.count > $0.count + 1 }
          ? text : nil
      },
      expectation: "a file name ending in " + extensions.map { ".\($0)" }.joined(separator: " or "))
  }
}

extension ValueRule where Value: FixedWidthInteger & Sendable {
  /// A whole number in `range`.
  static func integer(_ range: ClosedRange<Value>) -> Self {
    ValueRule(
      parse: { text in Value(text).flatMap { range.contains($0) ? $0 : nil } },
      expectation: range.upperBound == .max
        ? "a whole number from \(range.lowerBound)"
        : "a whole number from \(range.lowerBound) to \(range.upperBound)")
  }
}

extension ValueRule where Value == Duration {
  /// Seconds, with or without decimals, in `range`.
  static func seconds(_ range: ClosedRange<Double>) -> Self {
    ValueRule(
      parse: { text in Double(text).flatMap { range.contains($0) ? .seconds($0) : nil } },
      expectation: "seconds from \(plain(range.lowerBound)) to \(plain(range.upperBound))")
  }

  /// Whole numbers without a decimal point.
  private static func plain(_ number: Double) -> String {
    Int(exactly: number).map { "\($0)" } ?? "\(number)"
  }
}

extension ValueRule where Value: CaseIterable & RawRepresentable & Sendable, Value.RawValue == String {
  /// One of the type's cases, by its raw value.
  static var choice: Self {
    let names = Value.allCases.map(\.rawValue)
    return ValueRule(
      parse: { Value(rawValue: $0) },
      expectation: names.dropLast().joined(separator: ", ") + " or " + (names.last ?? ""),
      choices: names,
      describe: \.rawValue)
  }
}

extension ValueRule where Value == [String] {
  /// Names by comma, none of them empty.
  static func names(_ what: String) -> Self {
    ValueRule(
      parse: { text in
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        return names.contains("") ? nil : names
      },
      expectation: what)
  }
}

extension ValueRule where Value == [Int] {
  /// Whole numbers in `range` by comma, with `a-b` for a run; the value is in rising order, each once.
  static func integers(_ range: ClosedRange<Int>) -> Self {
    ValueRule(
      parse: { text in
        var numbers: Set<Int> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
          let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
          guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
            range.contains(first), range.contains(last), first <= last
          else { return nil }
          numbers.formUnion(first...last)
        }
        return numbers.sorted()
      },
      expectation: "whole numbers from \(range.lowerBound) to \(range.upperBound) by comma, as in 0,2 or 0-3")
  }
}
