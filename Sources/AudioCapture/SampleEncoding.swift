/// How one sample is laid out in bytes; the raw value is the name used on the command line.
public enum SampleEncoding: String, CaseIterable, Sendable {
  /// 8 bits, signed and unsigned.
  case s8, u8
  /// Signed integers of 16 bits.
  case s16le, s16be
  /// Signed integers of 24 bits in three bytes.
  case s24le, s24be
  /// Signed integers of 32 bits.
  case s32le, s32be
  /// IEEE 754 single precision, full scale ±1.
  case f32le, f32be
  /// IEEE 754 double precision, full scale ±1.
  case f64le, f64be
  /// 24 bits in the low end of four bytes, little-endian, the top byte undefined (ALSA's S24_LE).
  case s24in32le

  /// Bytes of one sample.
  public var byteCount: Int {
    switch self {
    case .s8, .u8: 1
    case .s16le, .s16be: 2
    case .s24le, .s24be: 3
    case .s32le, .s32be, .f32le, .f32be, .s24in32le: 4
    case .f64le, .f64be: 8
    }
  }

  /// Loudest sample that is taken for sound; full scale is ±1, and files of floats may be scaled like integers of 32 bits.
  @inlinable public static var loudest: Float { 0x1p32 }

  /// Decodes interleaved frames and writes the mean of each frame's channels.
  ///
  /// - Parameters:
  ///   - bytes: `frameCount * channelCount` samples of this encoding, of any alignment.
  ///   - output: room for `frameCount` samples; full scale is ±1.
  /// - Returns: how many samples were NaN, infinite or louder than any sound; they count as 0.
  func mixDown(
    _ bytes: UnsafeRawPointer, frameCount: Int, channelCount: Int, into output: UnsafeMutablePointer<Float>
  ) -> Int {
    let scale8: Float = 1 / 128
    let scale16: Float = 1 / 32768
    let scale24: Float = 1 / 8_388_608
    let scale32: Float = 1 / 2_147_483_648
    let shape = Interleaved(
      bytes: bytes, frameCount: frameCount, channelCount: channelCount, width: byteCount)
    return switch self {
    case .s8: shape.mix(into: output) { Float($0.load(as: Int8.self)) * scale8 }
    case .u8: shape.mix(into: output) { Float(Int($0.load(as: UInt8.self)) - 128) * scale8 }
    case .s16le:
      shape.mix(into: output) { Float(Int16(littleEndian: $0.loadUnaligned(as: Int16.self))) * scale16 }
    case .s16be:
      shape.mix(into: output) { Float(Int16(bigEndian: $0.loadUnaligned(as: Int16.self))) * scale16 }
    case .s24le: shape.mix(into: output) { Float(int24($0, 2, 1, 0)) * scale24 }
    case .s24be: shape.mix(into: output) { Float(int24($0, 0, 1, 2)) * scale24 }
    case .s24in32le: shape.mix(into: output) { Float(int24($0, 2, 1, 0)) * scale24 }
    case .s32le:
      shape.mix(into: output) { Float(Int32(littleEndian: $0.loadUnaligned(as: Int32.self))) * scale32 }
    case .s32be:
      shape.mix(into: output) { Float(Int32(bigEndian: $0.loadUnaligned(as: Int32.self))) * scale32 }
    case .f32le:
      shape.mix(into: output) { Float(bitPattern: UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self))) }
    case .f32be:
      shape.mix(into: output) { Float(bitPattern: UInt32(bigEndian: $0.loadUnaligned(as: UInt32.self))) }
    case .f64le:
      shape.mix(into: output) {
        Float(Double(bitPattern: UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self))))
      }
    case .f64be:
      shape.mix(into: output) {
        Float(Double(bitPattern: UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self))))
      }
    }
  }
}

/// The signed value of three bytes, the most significant one at offset `high`.
@inline(__always)
private func int24(_ bytes: UnsafeRawPointer, _ high: Int, _ middle: Int, _ low: Int) -> Int32 {
  let top = Int32(Int8(bitPattern: bytes.load(fromByteOffset: high, as: UInt8.self)))
  let mid = Int32(bytes.load(fromByteOffset: middle, as: UInt8.self))
  let bottom = Int32(bytes.load(fromByteOffset: low, as: UInt8.self))
  return top << 16 | mid << 8 | bottom
}

/// Interleaved samples in memory.
private struct Interleaved {
  var bytes: UnsafeRawPointer
  var frameCount: Int
  var channelCount: Int
  var width: Int

  /// Writes the mean of each frame's channels, as `load` decodes them, and counts what cannot be sound.
  @inline(__always)
  func mix(into output: UnsafeMutablePointer<Float>, load: (UnsafeRawPointer) -> Float) -> Int {
    let loudest = SampleEncoding.loudest
    var replacedCount = 0
    var sample = bytes
    if channelCount == 1 {
      for frame in 0..<frameCount {
        let value = load(sample)
        sample += width
        // NaN fails every comparison.
        if abs(value) <= loudest {
          output[frame] = value
        } else {
          output[frame] = 0
          replacedCount += 1
        }
      }
      return replacedCount
    }
    let share = 1 / Float(channelCount)
    for frame in 0..<frameCount {
      var sum: Float = 0
      for _ in 0..<channelCount {
        let value = load(sample)
        sample += width
        if abs(value) <= loudest { sum += value * share } else { replacedCount += 1 }
      }
      output[frame] = sum
    }
    return replacedCount
  }
}
