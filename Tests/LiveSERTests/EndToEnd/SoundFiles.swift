import AudioCapture
import Foundation

/// Sound files made by hand, byte by byte.
enum SoundFiles {
  /// A WAV file of samples in ±1, the same in every channel.
  ///
  /// - Parameter bitCount: 16 or 24 for integers, 32 for floats.
  static func wav(_ samples: [Float], rate: Int, channelCount: Int = 1, bitCount: Int = 16) -> Data {
    var data = Data()
    for sample in samples {
      for _ in 0..<channelCount {
        switch bitCount {
        case 32: data.append(little(sample.bitPattern, byteCount: 4))
        default:
          let scale = Float(1 << (bitCount - 1)) - 1
          data.append(
            little(UInt32(bitPattern: Int32(max(-1, min(1, sample)) * scale)), byteCount: bitCount / 8))
        }
      }
    }
    return header(dataByteCount: data.count, rate: rate, channelCount: channelCount, bitCount: bitCount)
      + data
  }

  /// The 44 bytes before the samples.
  static func header(dataByteCount: Int, rate: Int, channelCount: Int = 1, bitCount: Int = 16) -> Data {
    func field(_ value: Int, _ byteCount: Int) -> Data { little(UInt32(value), byteCount: byteCount) }
    let frame = channelCount * bitCount / 8
    var bytes = Data("RIFF".utf8) + field(36 + dataByteCount, 4) + Data("WAVEfmt ".utf8) + field(16, 4)
    bytes +=
      field(bitCount == 32 ? 3 : 1, 2) + field(channelCount, 2) + field(rate, 4) + field(rate * frame, 4)
    bytes += field(frame, 2) + field(bitCount, 2) + Data("data".utf8) + field(dataByteCount, 4)
    return bytes
  }

  /// Writes an hour of silence, which takes no room on the disk.
  static func hourOfZeros(to path: URL) throws {
    let byteCount = 3600 * 16_000 * 2
    try header(dataByteCount: byteCount, rate: 16_000).write(to: path)
    let file = try FileHandle(forWritingTo: path)
    try file.truncate(atOffset: UInt64(byteCount + 44))
    try file.close()
  }

  /// All samples of an audio file.
  static func samples(of path: String) throws -> [Float] {
    let source = try FileSource(path: path)
    var samples: [Float] = []
    let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: 4096)
    defer { block.deallocate() }
    while case .samples(let count) = try source.read(into: block) { samples += block[..<count] }
    return samples
  }

  /// Headerless 16-bit samples.
  static func raw(_ samples: [Float]) -> Data {
    wav(samples, rate: 16_000).dropFirst(44)
  }

  private static func little(_ value: UInt32, byteCount: Int) -> Data {
    withUnsafeBytes(of: value.littleEndian) { Data($0.prefix(byteCount)) }
  }
}
