import Glibc

/// Makes a terminal's entry one of 24-bit colours.
///
/// ncurses sends 24-bit colours only for entries with the `RGB` capability (`xterm-direct` and its kin), and few
/// systems have those installed; `COLORTERM=truecolor` is what terminals really say. So the compiled entry of
/// the terminal at hand is read, given `RGB`, 2^24 colours and the usual direct sequences, and handed to ncurses
/// in `TERMINFO` as `hex:…`, which terminfo(5) provides for. Everything still goes through ncurses.
/// Where any step fails the terminal is driven with its 256 colours.
///
/// Source: term(5), "Legacy storage format", "Extended number format", "Extended storage format".
enum DirectColorEntry {
  private static let maxColorsIndex = 13
  private static let maxPairsIndex = 14
  private static let canChangeIndex = 27
  private static let setForegroundIndex = 359
  private static let setBackgroundIndex = 360

  /// The value for `TERMINFO`, or nil where no entry of that name is found.
  static func environmentValue(type: String) -> String? {
    guard let entry = load(type: type), let direct = makeDirect(entry) else { return nil }
    var text = "hex:"
    text.reserveCapacity(4 + 2 * direct.count)
    let digits = Array("0123456789ABCDEF")
    for byte in direct {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return text
  }

  /// The entry with 24-bit colours; nil where it is malformed.
  static func makeDirect(_ entry: [UInt8]) -> [UInt8]? {
    var reader = Reader(bytes: entry)
    guard let magic = reader.short(), magic == 0o432 || magic == 0o1036,
      let nameSize = reader.short(), let booleanCount = reader.short(), let numberCount = reader.short(),
      let stringCount = reader.short(), let tableSize = reader.short(), numberCount >= 0, stringCount >= 0,
      let names = reader.bytes(nameSize), var booleans = reader.bytes(booleanCount)
    else { return nil }
    if (nameSize + booleanCount) % 2 == 1 { _ = reader.bytes(1) }
    var numbers: [Int32] = []
    for _ in 0..<numberCount {
      guard let number = magic == 0o432 ? reader.short().map(Int32.init) : reader.long() else { return nil }
      numbers.append(number)
    }
    var offsets: [Int] = []
    for _ in 0..<stringCount {
      guard let offset = reader.short() else { return nil }
      offsets.append(offset)
    }
    guard var table = reader.bytes(tableSize) else { return nil }

    while numbers.count <= maxPairsIndex { numbers.append(-1) }
    numbers[maxColorsIndex] = 1 << 24
    numbers[maxPairsIndex] = 1 << 16
    if booleans.count > canChangeIndex { booleans[canChangeIndex] = 0 }
    while offsets.count <= setBackgroundIndex { offsets.append(-1) }
    let split = "%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%dm"
    offsets[setForegroundIndex] = table.count
    table += Array("\u{1B}[38;2;\(split)\0".utf8)
    offsets[setBackgroundIndex] = table.count
    table += Array("\u{1B}[48;2;\(split)\0".utf8)
    guard table.count <= Int(Int16.max) else { return nil }

    var result: [UInt8] = []
    for value in [0o1036, names.count, booleans.count, numbers.count, offsets.count, table.count] {
      appendShort(value, &result)
    }
    result += names + booleans
    if result.count % 2 == 1 { result.append(0) }
    for number in numbers {
      for shift in stride(from: 0, to: 32, by: 8) {
        result.append(UInt8(truncatingIfNeeded: number >> Int32(shift)))
      }
    }
    for offset in offsets { appendShort(offset, &result) }
    result += table
    if result.count % 2 == 1 { result.append(0) }
    // One extended boolean and its name: counts of booleans, numbers, strings, strings in the table, table size.
    for value in [1, 0, 0, 1, 4] { appendShort(value, &result) }
    result += [1, 0]
    appendShort(0, &result)
    return result + Array("RGB\0".utf8)
  }

  private static func appendShort(_ value: Int, _ bytes: inout [UInt8]) {
    let short = UInt16(truncatingIfNeeded: value)
    bytes += [UInt8(short & 255), UInt8(short >> 8)]
  }

  /// The compiled entry from the folders that terminfo(5) names.
  private static func load(type: String) -> [UInt8]? {
    guard let first = type.utf8.first, !type.contains("/") else { return nil }
    func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
    var folders: [String] = []
    if let own = variable("TERMINFO") { folders.append(own) }
    if let home = variable("HOME") { folders.append(home + "/.terminfo") }
    folders += (variable("TERMINFO_DIRS") ?? "").split(separator: ":").map(String.init)
    folders += ["/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo", "/usr/lib/terminfo"]
    let hexadecimal = String(first, radix: 16)
    for folder in folders {
      for sub in [String(UnicodeScalar(first)), hexadecimal] {
        if let bytes = read(path: folder + "/" + sub + "/" + type) { return bytes }
      }
    }
    return nil
  }

  private static func read(path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 32768)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    return count > 12 ? Array(bytes[..<count]) : nil
  }

  private struct Reader {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) {
      self.bytes = bytes
    }

    mutating func short() -> Int? {
      guard position + 2 <= bytes.count else { return nil }
      defer { position += 2 }
      return Int(Int16(bitPattern: UInt16(bytes[position]) | UInt16(bytes[position + 1]) << 8))
    }

    mutating func long() -> Int32? {
      guard position + 4 <= bytes.count else { return nil }
      defer { position += 4 }
      return (0..<4).reduce(Int32(0)) {
        $0 | Int32(truncatingIfNeeded: UInt32(bytes[position + $1]) << UInt32(8 * $1))
      }
    }

    mutating func bytes(_ count: Int) -> [UInt8]? {
      guard count >= 0, position + count <= bytes.count else { return nil }
      defer { position += count }
      return Array(bytes[position..<position + count])
    }
  }
}
