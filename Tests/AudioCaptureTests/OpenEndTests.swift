import CSndFile
import Foundation
import Testing

@testable import AudioCapture

/// A format whose header can leave the length open, and where it says it.
struct OpenFormat: Sendable, CustomTestStringConvertible {
  var name: String
  var code: Int
  /// What stands before the four bytes of the length.
  var marker = "data"
  /// What writers to a pipe put there.
  var placeholders: [[UInt8]] = [
    [0xFF, 0xFF, 0xFF, 0xFF], [0, 0xF0, 0xFF, 0x7F], [0, 0, 0, 0x80], [0, 0, 0, 0],
  ]
  var testDescription: String { name }

  private static let bigEndian: [[UInt8]] = [
    [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0, 0, 8], [0x7F, 0xFF, 0xF0, 0], [0, 0, 0, 0],
  ]

  static let bare = [
    OpenFormat(name: "wav", code: SF_FORMAT_WAV | SF_FORMAT_PCM_16),
    OpenFormat(name: "wavex", code: SF_FORMAT_WAVEX | SF_FORMAT_PCM_24),
    OpenFormat(name: "wavfloat", code: SF_FORMAT_WAV | SF_FORMAT_FLOAT),
    OpenFormat(name: "rifx", code: SF_ENDIAN_BIG | SF_FORMAT_WAV | SF_FORMAT_PCM_16, placeholders: bigEndian),
    OpenFormat(
      name: "aiff", code: SF_FORMAT_AIFF | SF_FORMAT_PCM_16, marker: "SSND", placeholders: bigEndian),
    OpenFormat(
      name: "au", code: SF_FORMAT_AU | SF_FORMAT_PCM_16, marker: ".snd\0\0\0\u{18}", placeholders: bigEndian),
    // The length of 64 bits stands behind that of the file; ffmpeg writes 0 for both to a pipe.
    OpenFormat(
      name: "rf64", code: SF_FORMAT_RF64 | SF_FORMAT_PCM_16, marker: "ds64",
      placeholders: [[0x1C, 0, 0, 0] + [UInt8](repeating: 0, count: 16)]),
  ]
  static let compressed = [
    OpenFormat(name: "gsm", code: SF_FORMAT_WAV | SF_FORMAT_GSM610),
    OpenFormat(name: "ima", code: SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM),
    OpenFormat(name: "ms", code: SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM),
    OpenFormat(
      name: "ima4", code: SF_FORMAT_AIFF | SF_FORMAT_IMA_ADPCM, marker: "SSND", placeholders: bigEndian),
    OpenFormat(
      name: "g721", code: SF_FORMAT_AU | SF_FORMAT_G721_32, marker: ".snd\0\0\0\u{18}",
      placeholders: [[0xFF, 0xFF, 0xFF, 0xFF]]),
  ]

  /// The bytes of `samples` with the length, and that of the whole, left open.
  func stream(
    of samples: [Float], placeholder: [UInt8], in folder: ScratchFolder
  ) throws -> [UInt8] {
    let path = folder.file(name)
    try writeSound(samples, rate: 16000, format: code, to: path)
    var content = try bytes(of: path)
    let mark = Array(marker.utf8)
    let place = try #require(
      content.indices.first { content[$0...].starts(with: mark) }, "there is no \(marker)")
    let length = place + mark.count
    content.replaceSubrange(length..<length + placeholder.count, with: placeholder)
    if marker == "data" || marker == "SSND" { content.replaceSubrange(4..<8, with: placeholder) }
    return content
  }
}

@Suite("Headers that do not know the length")
struct OpenEndTests {
  private let folder = ScratchFolder()

  @Test("The samples are heard to their end, from a pipe and from a file", arguments: OpenFormat.bare)
  func toTheEnd(format: OpenFormat) throws {
    let samples = sine(440, rate: 16000, count: 20_000)
    for placeholder in format.placeholders {
      let content = try format.stream(of: samples, placeholder: placeholder, in: folder)
      let descriptor = pipe(content, piece: 999)
      defer { close(descriptor) }
      let stream = try StandardInputSource(descriptor: descriptor)
      #expect(stream.totalSampleCount == nil)
      let file = try FileSource(path: folder.write(content, as: "open"))
      #expect(file.totalSampleCount == samples.count, "\(placeholder)")
      for source in [stream, file] as [any AudioSource] {
        let drained = drain(source)
        #expect(drained.error == nil, "\(placeholder)")
        #expect(difference(drained.samples, samples) < 4e-5, "\(placeholder)")
      }
    }
  }

  @Test("No stream ends before it is over, however long it is", arguments: OpenFormat.bare)
  func however(format: OpenFormat) throws {
    for placeholder in format.placeholders {
      let content = try format.stream(of: [0.5, 0.5], placeholder: placeholder, in: folder)
      let descriptor = pipe(content)
      defer { close(descriptor) }
      let stream = StreamedFile(bytes: ByteStream(descriptor: descriptor))
      let reader = try stream.open(path: "-")
      withExtendedLifetime(stream) {
        #expect(reader.info.frames > 1 << 44, "\(placeholder)")
        #expect(reader.promisedFrameCount == nil)
      }
    }
  }

  @Test("Compressed samples end where the stream ends", arguments: OpenFormat.compressed)
  func compressed(format: OpenFormat) throws {
    let samples = sine(440, rate: 16000, count: 20_000)
    for placeholder in format.placeholders {
      let content = try format.stream(of: samples, placeholder: placeholder, in: folder)
      // What libsndfile wrote, its length known.
      let whole = drain(try FileSource(path: folder.file(format.name)))
      let descriptor = pipe(content)
      defer { close(descriptor) }
      let drained = drain(try StandardInputSource(descriptor: descriptor))
      #expect(drained.error == nil, "\(placeholder)")
      #expect(drained.samples.count >= samples.count && drained.samples == whole.samples, "\(placeholder)")
    }
  }

  @Test("A header and nothing behind it is still no audio", arguments: OpenFormat.bare)
  func nothing(format: OpenFormat) throws {
    let placeholder = try #require(format.placeholders.last)
    let whole = try format.stream(of: [0.5, 0.5], placeholder: placeholder, in: folder)
    let declared = try #require(
      DeclaredLength { offset, target in
        let rest = whole.dropFirst(offset).prefix(target.count)
        target.copyBytes(from: rest)
        return rest.count
      })
    let descriptor = pipe(Array(whole.prefix(declared.dataOffset)))
    defer { close(descriptor) }
    let error = audioError { () throws(AudioError) in
      if let error = drain(try StandardInputSource(descriptor: descriptor)).error { throw error }
    }
    #expect(error == .noSamples(path: "-"))
  }
}
