/// Paths as text, from which their bytes can be had again.
///
/// A path is any bytes, and a text is not: bytes that are no UTF-8 stand in it as private characters, U+10F780 for 0x80
/// to U+10F7FF for 0xFF. Such characters in a path itself are taken for bytes that are no UTF-8, so that nothing is lost.
extension String {
  private static let firstEscape: UInt32 = 0x10F700
  /// The characters that stand for bytes.
  public static let pathEscapes: ClosedRange<UInt32> = firstEscape + 0x80...firstEscape + 0xFF

  /// The text of a path.
  ///
  /// - Parameter pathBytes: without a terminating zero.
  public init(pathBytes: [UInt8]) {
    self.init()
    var parser = Unicode.UTF8.ForwardParser()
    var rest = pathBytes.makeIterator()
    var offset = 0
    func escape(_ count: Int) -> String.UnicodeScalarView {
      var escaped = String.UnicodeScalarView()
      for byte in pathBytes[offset..<offset + count] {
        if let scalar = Unicode.Scalar(Self.firstEscape + UInt32(byte)) { escaped.append(scalar) }
      }
      return escaped
    }
    while true {
      switch parser.parseScalar(from: &rest) {
      case .valid(let encoded):
        let scalar = Unicode.UTF8.decode(encoded)
        if Self.pathEscapes.contains(scalar.value) {
          unicodeScalars.append(contentsOf: escape(encoded.count))
        } else {
          unicodeScalars.append(scalar)
        }
        offset += encoded.count
      case .error(let length):
        unicodeScalars.append(contentsOf: escape(length))
        offset += length
      case .emptyInput: return
      }
    }
  }

  /// The bytes of this path.
  public var pathBytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(utf8.count)
    for scalar in unicodeScalars {
      if Self.pathEscapes.contains(scalar.value) {
        bytes.append(UInt8(scalar.value - Self.firstEscape))
      } else {
        bytes.append(contentsOf: Unicode.UTF8.encode(scalar) ?? Unicode.UTF8.encodedReplacementCharacter)
      }
    }
    return bytes
  }

  /// The bytes of this path with a terminating zero, for the system; nil where the path has a zero in it.
  public var systemPath: [CChar]? {
    let bytes = pathBytes
    return bytes.contains(0) ? nil : bytes.map { CChar(bitPattern: $0) } + [0]
  }
}
