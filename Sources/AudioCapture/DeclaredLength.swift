/// Where a WAV, AIFF or AU header says the samples are, and how many bytes of them.
///
/// libsndfile quietly shortens a file whose samples break off; only the header tells that there should be more.
struct DeclaredLength: Equatable {
  /// Offset of the first sample from the start of the file.
  var dataOffset: Int
  /// Bytes of samples; nil where the writer did not know (a stream).
  var byteCount: Int?
  /// Offset of the four bytes that say so, and their order.
  var sizeOffset: Int
  var isLittleEndian: Bool

  /// Reads up to the buffer's size at an offset and returns how many bytes came.
  typealias ReadAt = (_ offset: Int, _ target: UnsafeMutableRawBufferPointer) -> Int

  /// Walks the chunks of a RIFF, RIFX, RF64, AIFF or AU file; nil for anything else or without a data chunk.
  init?(readAt: ReadAt) {
    guard let head = Self.bytes(12, at: 0, readAt) else { return nil }
    switch Self.tag(head, 0) {
    case "RIFF", "RF64": self.init(chunksFrom: 12, data: "data", littleEndian: true, readAt)
    case "RIFX": self.init(chunksFrom: 12, data: "data", littleEndian: false, readAt)
    case "FORM": self.init(chunksFrom: 12, data: "SSND", littleEndian: false, readAt)
    case ".snd":
      let size = Self.number(head, 8, littleEndian: false)
      self.init(
        dataOffset: Self.number(head, 4, littleEndian: false), byteCount: Self.known(size), sizeOffset: 8,
        isLittleEndian: false)
    default: return nil
    }
  }

  private init(dataOffset: Int, byteCount: Int?, sizeOffset: Int, isLittleEndian: Bool) {
    self.dataOffset = dataOffset
    self.byteCount = byteCount
    self.sizeOffset = sizeOffset
    self.isLittleEndian = isLittleEndian
  }

  private init?(chunksFrom start: Int, data: String, littleEndian: Bool, _ readAt: ReadAt) {
    var offset = start
    var longSize: Int?
    for _ in 0..<1000 {
      guard let head = Self.bytes(8, at: offset, readAt) else { return nil }
      let size = Self.number(head, 4, littleEndian: littleEndian)
      let name = Self.tag(head, 0)
      if name == data {
        // SSND starts with an offset and a block size of four bytes each.
        let preamble = data == "SSND" ? 8 : 0
        let declared = size == 0xFFFF_FFFF ? longSize : Self.known(size)
        self.init(
          dataOffset: offset + 8 + preamble, byteCount: declared.map { max(0, $0 - preamble) },
          sizeOffset: offset + 4, isLittleEndian: littleEndian)
        return
      }
      if name == "ds64", let body = Self.bytes(16, at: offset + 8, readAt) {
        let high = Self.number(body, 12, littleEndian: true)
        if high < 1 << 30 { longSize = high << 32 | Self.number(body, 8, littleEndian: true) }
      }
      offset += 8 + size + (size & 1)
    }
    return nil
  }

  /// Writers to a pipe put in 0, or something near the largest signed or unsigned number.
  private static func known(_ size: Int) -> Int? {
    size == 0 || (0x7F00_0000...0x8000_1000).contains(size) || size >= 0xFFFF_0000 ? nil : size
  }

  private static func bytes(_ count: Int, at offset: Int, _ readAt: ReadAt) -> [UInt8]? {
    var block = [UInt8](repeating: 0, count: count)
    let got = block.withUnsafeMutableBytes { readAt(offset, $0) }
    return got == count ? block : nil
  }

  private static func tag(_ bytes: [UInt8], _ offset: Int) -> String {
    String(decoding: bytes[offset..<offset + 4], as: UTF8.self)
  }

  private static func number(_ bytes: [UInt8], _ offset: Int, littleEndian: Bool) -> Int {
    let word = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    return Int(littleEndian ? word.byteSwapped : word)
  }
}

/// Whether an MPEG file says how long it is; without a Xing, Info or VBRI tag libsndfile estimates.
///
/// - Parameter readAt: reads the file's bytes.
func mpegDeclaresItsLength(readAt: DeclaredLength.ReadAt) -> Bool {
  var head = [UInt8](repeating: 0, count: 10)
  guard head.withUnsafeMutableBytes({ readAt(0, $0) }) == 10 else { return false }
  var start = 0
  if head[0..<3].elementsEqual("ID3".utf8) {
    start = 10 + head[6..<10].reduce(0) { $0 << 7 | Int($1 & 0x7F) }
  }
  var block = [UInt8](repeating: 0, count: 4096)
  let count = block.withUnsafeMutableBytes { readAt(start, $0) }
  let tags = ["Xing", "Info", "VBRI"].map { Array($0.utf8) }
  guard count >= 4 else { return false }
  return (0...count - 4).contains { at in tags.contains { block[at..<at + 4].elementsEqual($0) } }
}
