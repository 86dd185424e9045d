/// A JSON value that is written with its keys in the order given, on one line.
///
/// Foundation's encoder cannot keep the order of keys, which records promise to their readers.
indirect enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  /// A number with at most so many decimals; what is not finite is written as null.
  case decimal(Double, places: Int)
  case text(String)
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])

  /// An object of `pairs`, in their order.
  static func object(_ pairs: KeyValuePairs<String, JSONValue>) -> JSONValue {
    .object(pairs.map { (key: $0.key, value: $0.value) })
  }

  /// The text, or null.
  static func text(orNull text: String?) -> JSONValue { text.map { .text($0) } ?? .null }

  /// Time in seconds, to the millisecond.
  static func seconds(_ value: Double) -> JSONValue { .decimal(value, places: 3) }

  /// The JSON text.
  var json: String {
    var output = ""
    write(to: &output)
    return output
  }

  private func write(to output: inout String) {
    switch self {
    case .null: output += "null"
    case .bool(let value): output += value ? "true" : "false"
    case .integer(let value): output += "\(value)"
    case .decimal(let value, let places): output += Self.decimal(value, places: places) ?? "null"
    case .text(let text): Self.write(text, to: &output)
    case .array(let values):
      output += "["
      for (index, value) in values.enumerated() {
        if index > 0 { output += "," }
        value.write(to: &output)
      }
      output += "]"
    case .object(let pairs):
      output += "{"
      for (index, pair) in pairs.enumerated() {
        if index > 0 { output += "," }
        Self.write(pair.key, to: &output)
        output += ":"
        pair.value.write(to: &output)
      }
      output += "}"
    }
  }

  /// `value` rounded to `places` decimals, without needless zeros (`0.5`, `2.0`); nil where it is not finite.
  static func decimal(_ value: Double, places: Int) -> String? {
    guard value.isFinite else { return nil }
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = (value * scale).rounded()
    guard places > 0, abs(scaled) < 9e15 else { return "\(value)" }
    let units = Int(scaled)
    let (whole, fraction) = units.magnitude.quotientAndRemainder(dividingBy: UInt(scale))
    var digits = "\(fraction)"
    digits = String(repeating: "0", count: places - digits.count) + digits
    while digits.count > 1, digits.last == "0" { digits.removeLast() }
    return "\(units < 0 ? "-" : "")\(whole).\(digits)"
  }

  private static func write(_ text: String, to output: inout String) {
    output += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      case "\u{00}"..."\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: output.unicodeScalars.append(scalar)
      }
    }
    output += "\""
  }
}
