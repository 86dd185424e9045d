import CSndFile
import Glibc

/// Shows libsndfile a pipe as a file: the first bytes are kept and can be sought in, the rest only goes forward.
///
/// A format whose samples can be found and decoded front to back (WAV, AIFF, AU, FLAC) is delivered as it
/// arrives. Every other one is read to its end into memory first, up to a cap, and so are compressed samples whose header
/// does not know their length: libsndfile would not notice their end.
///
/// - Thread: one at a time.
final class StreamedFile: VirtualFile {
  /// Bytes of a format that has to be read whole, at most.
  static let spoolLimit = 512 << 20
  /// Bytes a header may have before the format is read whole.
  private static let headerLimit = 1 << 20

  let bytes: ByteStream
  /// The start of the stream; all of it when `isWhole`.
  private(set) var kept: [UInt8] = []
  private(set) var isWhole = false
  /// Bytes taken from the pipe so far.
  private var taken = 0
  /// Nothing is read behind this offset while libsndfile looks at the header: it would wait for samples.
  private var openingLimit: Int?
  /// What a read of samples is rounded to, in bytes; nil where it has to be filled.
  private var unit: Int?

  init(bytes: ByteStream) {
    self.bytes = bytes
    super.init(apparentSize: Int(Int32.max) << 16)
  }

  /// Opens the stream with libsndfile.
  func open(path: String) throws(AudioError) -> SoundFileReader {
    try fetch(upTo: 12, path: path)
    if kept.isEmpty {
      throw emptyOrFailed(path)
    }
    try prepare(path: path)
    let size: Int? = isWhole ? kept.count : nil
    let reader = try SoundFileReader(path: path, size: size) { offset, target in
      copyKept(from: offset, to: target)
    } open: { info in
      self.open(&info)
    }
    openingLimit = nil
    unit = Self.unit(of: reader.info)
    // FLAC comes in blocks of some multiple of this, as a rule; what is decoded is then not held back.
    if Self.isFLAC(reader.info) { reader.readLimit = 128 }
    reader.transportFailure = { [bytes] in bytes.failureNumber.map { String(cString: strerror($0)) } }
    return reader
  }

  private func emptyOrFailed(_ path: String) -> AudioError {
    guard let number = bytes.failureNumber else { return .emptyFile(path: path) }
    return number == EISDIR
      ? .notAFile(path: path) : .unreadable(path: path, reason: String(cString: strerror(number)))
  }

  /// Decides between streaming and reading everything.
  private func prepare(path: String) throws(AudioError) {
    if kept.starts(with: Self.flacMark) {
      unit = 1
      try fetchFLACHeader(path: path)
      return
    }
    let declared = DeclaredLength { offset, target in
      guard offset + target.count <= Self.headerLimit else { return 0 }
      try? fetch(upTo: offset + target.count, path: path)
      return copyKept(from: offset, to: target)
    }
    if let declared, declared.byteCount != nil || declared.isBare {
      openingLimit = declared.dataOffset
      if let count = declared.byteCount {
        apparentSize = declared.dataOffset + count
      } else {
        openEnd(of: declared)
      }
      return
    }
    try fetch(upTo: Self.spoolLimit + 1, path: path)
    if kept.count > Self.spoolLimit {
      throw .unreadable(
        path: path, reason: "a stream of this format cannot be longer than \(Self.spoolLimit >> 20) MiB")
    }
    isWhole = true
    apparentSize = kept.count
    if let declared { openEnd(of: declared) }
  }

  private static let flacMark = Array("fLaC".utf8)

  /// Keeps the blocks of a FLAC header, so that opening it waits for nothing: other files are opened one after the other.
  private func fetchFLACHeader(path: String) throws(AudioError) {
    var offset = Self.flacMark.count
    while true {
      // Four bytes: whether it is the last block, its kind, and its length.
      try fetch(upTo: offset + 4, path: path)
      guard kept.count >= offset + 4 else { return }
      let isLast = kept[offset] & 0x80 != 0
      let length = Int(kept[offset + 1]) << 16 | Int(kept[offset + 2]) << 8 | Int(kept[offset + 3])
      offset += 4 + length
      guard offset <= Self.headerLimit else { return }
      try fetch(upTo: offset, path: path)
      if isLast { return }
    }
  }

  /// Has the kept header say that the samples go on to the end: libsndfile takes any other length at its word.
  private func openEnd(of declared: DeclaredLength) {
    kept.withUnsafeMutableBytes { bytes in
      for patch in declared.openEnd { patch.apply(to: bytes, from: 0) }
    }
  }

  /// Reads the pipe until `count` bytes are kept or it ends.
  private func fetch(upTo count: Int, path: String) throws(AudioError) {
    var block = [UInt8](repeating: 0, count: min(1 << 16, max(0, count - kept.count)))
    while kept.count < count {
      let wanted = min(block.count, count - kept.count)
      let got = block.withUnsafeMutableBytes { bytes.readSome($0.baseAddress!, wanted) }
      if got == 0 { break }
      kept.append(contentsOf: block[0..<got])
    }
    taken = kept.count
    if bytes.failureNumber != nil { throw emptyOrFailed(path) }
  }

  private func copyKept(from offset: Int, to target: UnsafeMutableRawBufferPointer) -> Int {
    let count = max(0, min(target.count, kept.count - offset))
    if count > 0 {
      kept.withUnsafeBytes { target.copyMemory(from: .init(rebasing: $0[offset..<offset + count])) }
    }
    return count
  }

  private static func isFLAC(_ info: SF_INFO) -> Bool {
    Int(info.format) & SF_FORMAT_TYPEMASK == SF_FORMAT_FLAC
  }

  /// Bytes a read may stop at: whole frames where samples lie bare, any byte for FLAC, blocks otherwise.
  private static func unit(of info: SF_INFO) -> Int? {
    if isFLAC(info) { return 1 }
    let width: Int
    switch Int(info.format) & SF_FORMAT_SUBMASK {
    case SF_FORMAT_PCM_S8, SF_FORMAT_PCM_U8, SF_FORMAT_ULAW, SF_FORMAT_ALAW: width = 1
    case SF_FORMAT_PCM_16: width = 2
    case SF_FORMAT_PCM_24: width = 3
    case SF_FORMAT_PCM_32, SF_FORMAT_FLOAT: width = 4
    case SF_FORMAT_DOUBLE: width = 8
    default: return nil
    }
    return width * Int(info.channels)
  }

  override func read(_ target: UnsafeMutableRawPointer, _ count: Int) -> Int {
    var filled = 0
    if position < kept.count {
      filled = copyKept(from: position, to: .init(start: target, count: count))
      position += filled
      // Samples that are here are not held back until the block is full.
      if filled == count || unit.map({ filled % $0 == 0 }) ?? false { return filled }
    }
    if isWhole || position != taken { return filled }
    let isHeader = openingLimit != nil || unit == nil
    if let openingLimit, position + count - filled > openingLimit { return filled }
    let missing = count - filled
    let got: Int
    if isHeader {
      got = bytes.readFully(target + filled, missing)
    } else if let unit, filled % unit != 0 {
      got = bytes.readFully(target + filled, unit - filled % unit)
    } else {
      got = bytes.readUnits(target + filled, missing, unit: unit ?? 1)
    }
    taken += got
    position += got
    return filled + got
  }
}
