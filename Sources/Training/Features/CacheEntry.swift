import Buffers
import Recognition

/// Layout of a cache entry: a magic number, its key, its features, and a checksum of it all.
///
/// Words of eight bytes, little-endian: magic, key (32 characters), matrix count, for each its steps and width, then all numbers
/// as 32-bit floats, then FNV-1a of what stands before.
enum CacheEntry {
  private static let magic: UInt64 = 0x3130_5441_4546_534c
  private static let headByteCount = 8 + 32 + 8

  static func encode(_ features: [WindowFeatures], key: String) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(
      headByteCount + 16 * features.count + features.reduce(0) { $0 + 4 * $1.values.count } + 8)
    func put(_ word: UInt64) {
      withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
    }
    put(magic)
    bytes.append(contentsOf: key.utf8)
    put(UInt64(features.count))
    for matrix in features {
      put(UInt64(matrix.stepCount))
      put(UInt64(matrix.width))
    }
    for matrix in features {
      for value in matrix.values.copied() {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
      }
    }
    put(checksum(bytes[...]))
    return bytes
  }

  /// The features in `bytes`; nil where anything is not as `encode` writes it for `key`.
  static func decode(_ bytes: [UInt8], key: String) -> [WindowFeatures]? {
    func word(_ place: Int) -> UInt64? {
      guard place >= 0, place + 8 <= bytes.count else { return nil }
      return (0..<8).reduce(0) { $0 | UInt64(bytes[place + $1]) << (8 * UInt64($1)) }
    }
    guard bytes.count >= headByteCount + 8, word(0) == magic, bytes[8..<40].elementsEqual(key.utf8),
      word(bytes.count - 8) == checksum(bytes[..<(bytes.count - 8)]), let matrixCount = word(40),
      matrixCount < 1 << 16
    else { return nil }
    var place = headByteCount
    var shapes: [(steps: Int, width: Int)] = []
    for _ in 0..<matrixCount {
      guard let steps = word(place), let width = word(place + 8), (1...1 << 32).contains(steps),
        (1...1 << 24).contains(width), steps * width <= bytes.count
      else { return nil }
      shapes.append((Int(steps), Int(width)))
      place += 16
    }
    let valueCount = shapes.reduce(0) { $0 + $1.steps * $1.width }
    guard place + 4 * valueCount + 8 == bytes.count else { return nil }
    return bytes.withUnsafeBytes { raw in
      shapes.map { steps, width in
        let values = AlignedBuffer(count: steps * width)
        for index in 0..<values.count {
          let bits = UInt32(
            littleEndian: raw.loadUnaligned(fromByteOffset: place + 4 * index, as: UInt32.self))
          values.base[index] = Float(bitPattern: bits)
        }
        place += 4 * values.count
        return WindowFeatures(values: values, stepCount: steps)
      }
    }
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var hash: UInt64 = 14_695_981_039_346_656_037
    bytes.withUnsafeBytes { for byte in $0 { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 } }
    return hash
  }
}
