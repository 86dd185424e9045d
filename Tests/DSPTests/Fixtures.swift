import Buffers
import Foundation
import Testing

/// Files committed beside the tests, and the scripts that made them.
enum Fixture {
  /// Bytes of a file.
  static func bytes(_ name: String) throws -> [UInt8] {
    let folder = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures")
    return [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  /// Samples of a 16-bit mono WAV file, full scale ±1.
  static func samples(_ name: String) throws -> [Float] {
    let bytes = try bytes(name)
    var position = 12
    while position + 8 <= bytes.count {
      let size = Int(littleEndian(bytes, position + 4, count: 4))
      if Array(bytes[position..<position + 4]) == Array("data".utf8) {
        return (0..<size / 2).map { index in
          let word = UInt16(littleEndian(bytes, position + 8 + 2 * index, count: 2))
          return Float(Int16(bitPattern: word)) / 32768
        }
      }
      position += 8 + size + size % 2
    }
    throw CocoaError(.fileReadCorruptFile)
  }

  /// Values of a NumPy file of version 1.0: little-endian float32 in C order.
  static func matrix(_ name: String) throws -> Matrix {
    try Matrix(npy: try bytes(name))
  }
}

/// What a NumPy file holds.
struct Matrix {
  var shape: [Int]
  var values: [Float]

  init(npy bytes: [UInt8]) throws {
    try #require(Array(bytes[0..<8]) == [0x93] + Array("NUMPY".utf8) + [1, 0])
    let headerLength = Int(littleEndian(bytes, 8, count: 2))
    let header = String(decoding: bytes[10..<10 + headerLength], as: UTF8.self)
    try #require(header.contains("'<f4'") && header.contains("'fortran_order': False"))
    let inside = try #require(header.split(separator: "(").last?.split(separator: ")").first)
    shape = inside.split(separator: ",").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
    let start = 10 + headerLength
    values = stride(from: start, to: bytes.count, by: 4).map { position in
      Float(bitPattern: UInt32(littleEndian(bytes, position, count: 4)))
    }
    try #require(values.count == shape.reduce(1, *))
  }
}

private func littleEndian(_ bytes: [UInt8], _ position: Int, count: Int) -> UInt64 {
  (0..<count).reduce(0) { $0 | UInt64(bytes[position + $1]) << (8 * UInt64($1)) }
}

/// Numbers that look like noise and are the same in every run.
struct Noise {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  /// Uniform in −1 ..< 1.
  mutating func next() -> Float {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Float(Int32(truncatingIfNeeded: state >> 32)) / Float(1 << 31)
  }

  static func samples(_ count: Int, seed: UInt64 = 1) -> [Float] {
    var noise = Noise(seed: seed)
    return (0..<count).map { _ in noise.next() * 0.5 }
  }
}

extension AlignedBuffer {
  /// A copy of all elements. The buffer outlives the copying, which it need not when `elements` is copied.
  var array: [Float] {
    withExtendedLifetime(self) { Array(elements) }
  }
}
