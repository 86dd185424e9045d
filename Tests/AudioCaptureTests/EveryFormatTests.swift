import CSndFile
import Foundation
import Testing

@testable import AudioCapture

/// A container and an encoding that this machine's libsndfile can write.
struct WritableFormat: Sendable, CustomTestStringConvertible {
  var name: String
  var fileExtension: String
  var code: Int
  var testDescription: String { name }

  /// All of them, with headers, as the library lists them.
  static let all: [WritableFormat] = list(
    SFC_GET_FORMAT_MAJOR, count: SFC_GET_FORMAT_MAJOR_COUNT
  ).flatMap { major in
    list(SFC_GET_FORMAT_SUBTYPE, count: SFC_GET_FORMAT_SUBTYPE_COUNT).compactMap { subtype in
      let code = Int(major.format) & SF_FORMAT_TYPEMASK | Int(subtype.format)
      var info = SF_INFO()
      info.samplerate = rate(of: code)
      info.channels = 1
      info.format = Int32(code)
      // Without a header nothing says what it is; Sound Designer's is a second file.
      let container = Int(major.format) & SF_FORMAT_TYPEMASK
      guard ![SF_FORMAT_RAW, SF_FORMAT_SD2].contains(container), sf_format_check(&info) != 0 else {
        return nil
      }
      // Listed, and not written: MPEG's older layers, MPEG in WAV, the shortest words of DWVW.
      let encoding = Int(subtype.format) & SF_FORMAT_SUBMASK
      let isReadOnly =
        container == SF_FORMAT_MPEG
        ? encoding != SF_FORMAT_MPEG_LAYER_III
        : [SF_FORMAT_MPEG_LAYER_III, SF_FORMAT_DWVW_12].contains(encoding)
      guard !isReadOnly else { return nil }
      return WritableFormat(
        name: "\(String(cString: major.name)), \(String(cString: subtype.name))",
        fileExtension: String(cString: major.extension), code: code)
    }
  }

  /// The rate to write at: Psion's recorder has one.
  static func rate(of code: Int) -> Int32 { code & SF_FORMAT_TYPEMASK == SF_FORMAT_WVE ? 8000 : 16_000 }

  private static func list(_ command: Int, count countCommand: Int) -> [SF_FORMAT_INFO] {
    var count: Int32 = 0
    sf_command(nil, Int32(countCommand), &count, 4)
    return (0..<count).map { index in
      var info = SF_FORMAT_INFO()
      info.format = index
      sf_command(nil, Int32(command), &info, Int32(MemoryLayout<SF_FORMAT_INFO>.size))
      return info
    }
  }
}

@Suite("Every format of libsndfile")
struct EveryFormatTests {
  let folder = ScratchFolder()

  @Test("The library writes what this is to be tested with")
  func formats() {
    let containers = Set(WritableFormat.all.map { $0.code & SF_FORMAT_TYPEMASK })
    #expect(containers.count >= 20 && WritableFormat.all.count >= 90)
    print("formats tried: \(WritableFormat.all.count) in \(containers.count) containers")
  }

  @Test("A tone comes out of each at its level, pitch and length", arguments: WritableFormat.all)
  func tone(format: WritableFormat) throws {
    let rate = Int(WritableFormat.rate(of: format.code))
    let path = folder.file("a.\(format.fileExtension)")
    try writeSound(sine(440, rate: rate, count: 2 * rate), rate: rate, format: format.code, to: path)
    let source = try FileSource(path: path)
    let drained = drain(source)
    #expect(drained.error == nil)
    // Codecs of fixed blocks fill up the last one, lossy ones pad at both ends.
    #expect(abs(drained.samples.count - 2 * rate) < 2500, "\(drained.samples.count)")
    // FastTracker's instruments do not keep their rate.
    let pitch = 440 * Double(source.format.sampleRate) / Double(rate)
    let middle = drained.samples[rate / 2..<3 * rate / 2]
    let level = amplitude(of: pitch, in: middle, rate: source.format.sampleRate)
    #expect(abs(level - 0.5) < 0.05, "\(level)")
    #expect(areFinite(drained.samples))
  }
}
