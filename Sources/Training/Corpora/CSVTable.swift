/// Rows of a comma-separated file, each with the line it began on.
///
/// - Source: RFC 4180; besides, a byte-order mark, lone line feeds and empty lines are accepted.
struct CSVTable {
  struct Row: Equatable {
    /// Line of the file on which the row begins, from 1.
    var line: Int
    var fields: [String]
  }

  /// Where the text breaks the format.
  struct Failure: Error, Equatable {
    var line: Int
    var expected: String
    var found: String
  }

  var rows: [Row] = []

  init(_ text: String) throws(Failure) {
    var scanner = Scanner(bytes: Array(text.utf8))
    while let row = try scanner.nextRow() {
      if row.fields != [""] { rows.append(row) }
    }
  }

  private struct Scanner {
    let bytes: [UInt8]
    var index = 0
    var line = 1

    init(bytes: [UInt8]) {
      self.bytes = bytes
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    mutating func nextRow() throws(Failure) -> Row? {
      guard index < bytes.count else { return nil }
      var row = Row(line: line, fields: [])
      while true {
        row.fields.append(try nextField())
        guard index < bytes.count else { return row }
        let separator = bytes[index]
        index += 1
        if separator == UInt8(ascii: ",") { continue }
        if separator == UInt8(ascii: "\r"), index < bytes.count, bytes[index] == UInt8(ascii: "\n") {
          index += 1
        }
        line += 1
        return row
      }
    }

    /// Leaves `index` on the separator after the field, or at the end.
    private mutating func nextField() throws(Failure) -> String {
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
        let start = index
        while index < bytes.count, !isSeparator(bytes[index]) {
          if bytes[index] == UInt8(ascii: "\"") {
            throw Failure(
              line: line, expected: "a field with a quote in it to be quoted as a whole", found: "a lone \"")
          }
          index += 1
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
      }
      let openingLine = line
      index += 1
      var content: [UInt8] = []
      while index < bytes.count {
        let byte = bytes[index]
        index += 1
        if byte != UInt8(ascii: "\"") {
          if byte == UInt8(ascii: "\n") { line += 1 }
          content.append(byte)
        } else if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
          content.append(byte)
          index += 1
        } else {
          guard index == bytes.count || isSeparator(bytes[index]) else {
            throw Failure(
              line: line, expected: "a comma or the line's end after a closing quote", found: "more text")
          }
          return String(decoding: content, as: UTF8.self)
        }
      }
      throw Failure(line: openingLine, expected: "a closing quote", found: "the end of the file")
    }

    private func isSeparator(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
  }
}
