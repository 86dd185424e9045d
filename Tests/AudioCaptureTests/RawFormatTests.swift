import CSndFile
import Foundation
import Testing

@testable import AudioCapture

@Suite("Raw formats")
struct RawFormatTests {
  @Test("parses rate, encoding and channels")
  func parse() throws {
    #expect(
      try RawFormat(parsing: "16000:s16le:1")
        == RawFormat(sampleRate: 16000, encoding: .s16le, channelCount: 1))
    #expect(
      try RawFormat(parsing: "384000:F64BE:8")
        == RawFormat(sampleRate: 384_000, encoding: .f64be, channelCount: 8))
  }

  @Test("says what is wrong")
  func errors() {
    func error(_ text: String) -> RawFormatError? {
      do throws(RawFormatError) {
        _ = try RawFormat(parsing: text)
        return nil
      } catch {
        return error
      }
    }
    #expect(error("") == .fieldCount(text: "", count: 1))
    #expect(error("16000:s16le") == .fieldCount(text: "16000:s16le", count: 2))
    #expect(error("16000:s16le:1:") == .fieldCount(text: "16000:s16le:1:", count: 4))
    #expect(error("16k:s16le:1") == .sampleRate("16k"))
    #expect(error("3999:s16le:1") == .sampleRate("3999"))
    #expect(error("-16000:s16le:1") == .sampleRate("-16000"))
    #expect(error("16000:s16le:0") == .channelCount("0"))
    #expect(error("16000:s16le:9") == .channelCount("9"))
    #expect(error("16000:s16le:x") == .channelCount("x"))
    let known = "s8 u8 s16le s16be s24le s24be s32le s32be f32le f32be f64le f64be".split(separator: " ").map(
      String.init)
    #expect(error("16000:s17le:1") == .encoding("s17le", known: known))
    #expect(error("16000:s24in32le:1") == .encoding("s24in32le", known: known))
  }

  @Test("decodes as sox encodes", arguments: SampleEncoding.allCases.filter { $0 != .s24in32le })
  func decode(encoding: SampleEncoding) throws {
    let folder = ScratchFolder()
    let input = folder.file("a.wav")
    let left = sine(440, rate: 16000, count: 3000, amplitude: 0.8)
    let right = sine(1000, rate: 16000, count: 3000, amplitude: 0.2)
    try writeSound(
      zip(left, right).flatMap { [$0, $1] }, rate: 16000, channels: 2,
      format: SF_FORMAT_WAV | SF_FORMAT_FLOAT, to: input)
    let kind: Character = encoding.rawValue.first ?? "s"
    let name = ["s": "signed-integer", "u": "unsigned-integer", "f": "floating-point"][kind] ?? ""
    let sox = Process()
    sox.executableURL = URL(fileURLWithPath: "/usr/bin/sox")
    sox.arguments = [
      "-D", input, "-t", "raw", "-e", name, "-b", "\(encoding.byteCount * 8)",
      encoding.rawValue.hasSuffix("be") ? "-B" : "-L", folder.file("a.raw"),
    ]
    try sox.run()
    sox.waitUntilExit()
    #expect(sox.terminationStatus == 0)
    let descriptor = pipe(try bytes(of: folder.file("a.raw")), piece: 1001)
    defer { close(descriptor) }
    let source = StandardInputSource(
      descriptor: descriptor, raw: RawFormat(sampleRate: 16000, encoding: encoding, channelCount: 2))
    let drained = drain(source, blockCount: 333)
    #expect(drained.error == nil)
    let mean = zip(left, right).map { ($0 + $1) / 2 }
    #expect(difference(drained.samples, mean) <= (encoding.byteCount == 1 ? 8e-3 : 4e-5))
  }

  @Test("full scale is ±1 in every encoding")
  func fullScale() {
    let lowest: [SampleEncoding: [UInt8]] = [
      .s8: [0x80], .u8: [0], .s16le: [0, 0x80], .s16be: [0x80, 0], .s24le: [0, 0, 0x80],
      .s24be: [0x80, 0, 0],
      .s32le: [0, 0, 0, 0x80], .s32be: [0x80, 0, 0, 0], .f32le: [0, 0, 0x80, 0xBF],
      .f32be: [0xBF, 0x80, 0, 0],
      .f64le: [0, 0, 0, 0, 0, 0, 0xF0, 0xBF], .f64be: [0xBF, 0xF0, 0, 0, 0, 0, 0, 0],
      .s24in32le: [0, 0, 0x80, 0x77],
    ]
    for encoding in SampleEncoding.allCases {
      var output: Float = 0
      let bytes = lowest[encoding] ?? []
      #expect(bytes.count == encoding.byteCount)
      let nonFinite = bytes.withUnsafeBytes { bytes in
        bytes.baseAddress.map { encoding.mixDown($0, frameCount: 1, channelCount: 1, into: &output) }
      }
      #expect(nonFinite == 0)
      #expect(output == -1, "\(encoding)")
    }
  }

  @Test("Samples that are NaN, infinite or louder than any sound become 0 and are counted, no others")
  func nonFinite() throws {
    let values: [Double] = [0.5, .nan, .infinity, 1e300, -1e12, 0x1.1p32, -0.25, -32_768, 0x1p32]
    let descriptor = pipe(values.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian) { Array($0) } })
    defer { close(descriptor) }
    let source = StandardInputSource(
      descriptor: descriptor, raw: RawFormat(sampleRate: 8000, encoding: .f64le, channelCount: 1))
    #expect(drain(source).samples == [0.5, 0, 0, 0, 0, 0, -0.25, -32_768, 0x1p32])
    #expect(source.nonFiniteSampleCount == 5)
  }

  @Test("a frame that is cut at the end is told, an empty stream has no samples")
  func cut() {
    let raw = RawFormat(sampleRate: 8000, encoding: .s16le, channelCount: 2)
    let descriptor = pipe([1, 2, 3, 4, 5, 6, 7])
    defer { close(descriptor) }
    let drained = drain(StandardInputSource(descriptor: descriptor, raw: raw))
    #expect(drained.samples.count == 1)
    #expect(
      drained.error == .damaged(path: "-", sampleCount: 1, reason: "3 bytes of a frame of 4 at the end"))
    let empty = pipe([])
    defer { close(empty) }
    #expect(drain(StandardInputSource(descriptor: empty, raw: raw)).error == .emptyFile(path: "-"))
  }
}
