/// Fields as one line of CSV.
///
/// Source: RFC 4180, with a plain line feed at the end.
struct CSVRow: Sendable {
  /// The fields, unquoted.
  var fields: [String]

  /// The line, with its end.
  var line: String {
    fields.map(Self.quoted).joined(separator: ",") + "\n"
  }

  private static func quoted(_ field: String) -> String {
    let needsQuotes = field.unicodeScalars.contains { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" }
    guard needsQuotes else { return field }
    var text = "\""
    for character in field.unicodeScalars {
      if character == "\"" { text += "\"" }
      text.unicodeScalars.append(character)
    }
    return text + "\""
  }
}
