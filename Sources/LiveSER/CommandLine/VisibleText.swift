import AudioCapture

extension String {
  /// The text on one line, with what a terminal would act upon instead of showing made visible: control
  /// characters, line separators, marks that turn the direction of writing (`\n`, `\x1b`, `\u202e`).
  var visible: String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar.value {
      case 0x09: text += "\\t"
      case 0x0A: text += "\\n"
      case 0x0D: text += "\\r"
      case 0x00...0x1F, 0x7F...0x9F: text += "\\x" + Self.hexadecimal(scalar.value, digitCount: 2)
      case 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069:
        text += "\\u" + Self.hexadecimal(scalar.value, digitCount: 4)
      // Bytes of a path that are no UTF-8.
      case Self.pathEscapes: text += "\\x" + Self.hexadecimal(scalar.value & 0xFF, digitCount: 2)
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  private static func hexadecimal(_ value: UInt32, digitCount: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: digitCount - digits.count) + digits
  }
}

extension String {
  /// The text as records hold it: bytes of a path that are no UTF-8 as U+FFFD, one for each.
  var recorded: String {
    guard unicodeScalars.contains(where: { Self.pathEscapes.contains($0.value) }) else { return self }
    return String(decoding: pathBytes, as: UTF8.self)
  }
}
