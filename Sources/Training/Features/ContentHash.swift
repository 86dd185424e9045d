import Glibc

/// 128-bit FNV-1a hash of bytes, to tell contents apart; it withstands accident, not malice.
///
/// - Source: Fowler, Noll & Vo
struct ContentHash {
  private var value: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
  private static let prime: UInt128 = 0x0000_0000_0100_0000_0000_0000_0000_013b

  /// Takes the next bytes.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var hash = value
    for byte in bytes { hash = (hash ^ UInt128(byte)) &* Self.prime }
    value = hash
  }

  /// Takes the text's bytes.
  mutating func add(_ text: String) {
    for byte in text.utf8 { value = (value ^ UInt128(byte)) &* Self.prime }
  }

  /// Takes the bytes of the file at `path`; false where it cannot be read.
  mutating func add(fileAt path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var block = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = read(descriptor, &block, block.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return false }
      if count == 0 { return true }
      block.withUnsafeBytes { add(UnsafeRawBufferPointer(rebasing: $0.prefix(count))) }
    }
  }

  /// 32 hexadecimal digits.
  var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }

  /// The lower half.
  var number: UInt64 { UInt64(truncatingIfNeeded: value) }

  /// A number for `text`.
  static func number(of text: String) -> UInt64 {
    var hash = ContentHash()
    hash.add(text)
    return hash.number
  }
}
