/// Where a WAV, AIFF or AU header says the samples are, and how many bytes of them.
///
/// libsndfile quietly shortens a file whose samples break off; only the header tells that there should be more.
struct DeclaredLength: Equatable {
  /// Bytes to put in the place of those in a header.
  struct Patch: Equatable {
    /// Offset of the first one from the start of the file.
    var offset: Int
    var bytes: [UInt8]

    /// Changes what it concerns in `block`, which holds the file from `start` on.
    func apply(to block: UnsafeMutableRawBufferPointer, from start: Int) {
      for (index, byte) in bytes.enumerated() where block.indices.contains(offset + index - start) {
        block[offset + index - start] = byte
      }
    }
  }

  /// Offset of the first sample from the start of the file.
  var dataOffset: Int
  /// Bytes of samples; nil where the writer did not know (a stream).
  var byteCount: Int?
  /// Bytes of samples as they stand there, whether they are meant or not.
  var statedByteCount: Int
  /// What makes libsndfile read to the end of the file, whatever length is stated.
  var openEnd: [Patch]
  /// Whether the samples lie bare. In compressed ones libsndfile does not notice the end of a stream.
  var isBare: Bool

  /// Reads up to the buffer's size at an offset and returns how many bytes came.
  typealias ReadAt = (_ offset: Int, _ target: UnsafeMutableRawBufferPointer) -> Int
}

extension DeclaredLength {
  /// Walks the chunks of a RIFF, RIFX, RF64, AIFF or AU file; nil for anything else or without a data chunk.
  ///
  /// - Parameter fileSize: bytes of the file; nil for a pipe. A length that leads to its end is meant, whatever it is.
  init?(fileSize: Int? = nil, readAt: ReadAt) {
    guard let head = Self.bytes(12, at: 0, readAt) else { return nil }
    let kind = Self.tag(head[0..<4])
    switch kind {
    case "RIFF", "RIFX", "RF64", "FORM":
      let isLittleEndian = kind == "RIFF" || kind == "RF64"
      self.init(
        kind: kind, isLittleEndian: isLittleEndian,
        end: 8 + Self.number(head[4..<8], isLittleEndian: isLittleEndian), fileSize: fileSize, readAt)
    case ".snd":
      guard let encoding = Self.bytes(4, at: 12, readAt) else { return nil }
      let size = Self.number(head[8..<12], isLittleEndian: false)
      self.init(
        dataOffset: Self.number(head[4..<8], isLittleEndian: false),
        byteCount: Self.isMeant(size) ? size : nil, statedByteCount: size,
        openEnd: [Patch(offset: 8, bytes: [0xFF, 0xFF, 0xFF, 0xFF])],
        isBare: !(23...26).contains(Self.number(encoding[...], isLittleEndian: false)))
    default: return nil
    }
  }

  /// Walks the chunks of a file of `kind`, whose head says that it ends at `end`.
  private init?(kind: String, isLittleEndian: Bool, end: Int, fileSize: Int?, _ readAt: ReadAt) {
    let data = kind == "FORM" ? "SSND" : "data"
    // SSND starts with an offset and a block size of four bytes each.
    let preamble = kind == "FORM" ? 8 : 0
    var end = end
    var offset = 12
    // Where an RF64 file says its length, and what it says.
    var long: (offset: Int, byteCount: Int)?
    // By the first chunk of its kind, as in libsndfile.
    var isBare: Bool?
    for _ in 0..<1000 {
      guard let head = Self.bytes(8, at: offset, readAt) else { return nil }
      let size = Self.number(head[4..<8], isLittleEndian: isLittleEndian)
      switch Self.tag(head[0..<4]) {
      case "ds64":
        if kind == "RF64", let body = Self.bytes(16, at: offset + 8, readAt) {
          end = 8 &+ Self.number(body[0..<8], isLittleEndian: true)
          long = (offset + 16, Self.number(body[8..<16], isLittleEndian: true))
        }
      case "fmt ":
        if isBare == nil, let body = Self.bytes(min(size, 26), at: offset + 8, readAt) {
          isBare = Self.isBare(format: body, isLittleEndian: isLittleEndian)
        }
      case "COMM":
        if isBare == nil, size >= 22, let body = Self.bytes(22, at: offset + 8, readAt) {
          isBare = !["ima4", "GSM ", "DWVW"].contains(Self.tag(body[18..<22]))
        }
      case data:
        let isLong = kind == "RF64" && size == 0xFFFF_FFFF
        let stated = isLong ? (long?.byteCount ?? 0) : size
        let isMeant = isLong ? (1..<1 << 62).contains(stated) : Self.isMeant(stated)
        let byteCount = max(0, stated - preamble)
        self.init(
          dataOffset: offset + 8 + preamble,
          byteCount: (isMeant || end == fileSize) ? byteCount : nil, statedByteCount: byteCount,
          openEnd: Self.openEnd(kind, sizeOffset: offset + 4, longOffset: long?.offset),
          isBare: isBare ?? true)
        return
      default: break
      }
      offset += 8 + size + (size & 1)
    }
    return nil
  }

  /// Writers to a pipe put in 0, or something near the largest signed or unsigned number.
  private static func isMeant(_ size: Int) -> Bool {
    size > 0 && !(0x7F00_0000...0x8000_1000).contains(size) && size < 0xFFFF_0000
  }

  /// Lengths by which libsndfile takes the rest of the file for samples.
  private static func openEnd(_ kind: String, sizeOffset: Int, longOffset: Int?) -> [Patch] {
    let zero = Patch(offset: sizeOffset, bytes: [0, 0, 0, 0])
    switch kind {
    // As in a file that was never closed.
    case "RIFF": return [Patch(offset: 4, bytes: [8, 0, 0, 0]), zero]
    case "RIFX": return [Patch(offset: 4, bytes: [0, 0, 0, 8]), zero]
    case "RF64":
      let long = longOffset.map { Patch(offset: $0, bytes: [0, 0, 0, 0, 0, 0, 0, 0x40]) }
      return [Patch(offset: sizeOffset, bytes: [0xFF, 0xFF, 0xFF, 0xFF])] + [long].compactMap(\.self)
    default: return [zero]
    }
  }

  /// Whether a WAVE format chunk tells of integers, floats, A-law or µ-law.
  private static func isBare(format body: [UInt8], isLittleEndian: Bool) -> Bool {
    guard body.count >= 2 else { return true }
    var format = number(body[0..<2], isLittleEndian: isLittleEndian)
    // The extensible format has its own name behind the rest.
    if format == 0xFFFE, body.count >= 26 { format = number(body[24..<26], isLittleEndian: isLittleEndian) }
    return [1, 3, 6, 7].contains(format)
  }

  private static func bytes(_ count: Int, at offset: Int, _ readAt: ReadAt) -> [UInt8]? {
    var block = [UInt8](repeating: 0, count: count)
    let got = block.withUnsafeMutableBytes { readAt(offset, $0) }
    return got == count ? block : nil
  }

  private static func tag(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  private static func number(_ bytes: ArraySlice<UInt8>, isLittleEndian: Bool) -> Int {
    let ordered: [UInt8] = isLittleEndian ? bytes.reversed() : Array(bytes)
    return ordered.reduce(0) { $0 << 8 | Int($1) }
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
