import CSndFile
import Foundation
import Testing

@testable import AudioCapture

/// A container and encoding, and how far its samples may be from what was written.
struct Format: Sendable, CustomTestStringConvertible {
  var name: String
  var code: Int
  var tolerance: Float
  /// Lossy codecs may pad.
  var isLossy = false
  var testDescription: String { name }

  static let lossless = [
    Format(name: "wav16", code: SF_FORMAT_WAV | SF_FORMAT_PCM_16, tolerance: 4e-5),
    Format(name: "wav8", code: SF_FORMAT_WAV | SF_FORMAT_PCM_U8, tolerance: 8e-3),
    Format(name: "wav24", code: SF_FORMAT_WAV | SF_FORMAT_PCM_24, tolerance: 3e-7),
    Format(name: "wavfloat", code: SF_FORMAT_WAV | SF_FORMAT_FLOAT, tolerance: 0),
    Format(name: "wavex", code: SF_FORMAT_WAVEX | SF_FORMAT_PCM_32, tolerance: 1e-7),
    Format(name: "rf64", code: SF_FORMAT_RF64 | SF_FORMAT_PCM_16, tolerance: 4e-5),
    Format(name: "ulaw", code: SF_FORMAT_AU | SF_FORMAT_ULAW, tolerance: 2e-2),
    Format(name: "au", code: SF_FORMAT_AU | SF_FORMAT_DOUBLE, tolerance: 1e-7),
    Format(name: "aiff", code: SF_FORMAT_AIFF | SF_FORMAT_PCM_16, tolerance: 4e-5),
    Format(name: "caf", code: SF_FORMAT_CAF | SF_FORMAT_PCM_24, tolerance: 3e-7),
    Format(name: "flac", code: SF_FORMAT_FLAC | SF_FORMAT_PCM_16, tolerance: 4e-5),
  ]
  static let lossy = [
    Format(name: "ogg", code: SF_FORMAT_OGG | SF_FORMAT_VORBIS, tolerance: 0.1, isLossy: true),
    Format(name: "opus", code: SF_FORMAT_OGG | SF_FORMAT_OPUS, tolerance: 0.1, isLossy: true),
    Format(name: "mp3", code: SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, tolerance: 0.1, isLossy: true),
  ].filter { format in
    var info = SF_INFO(
      frames: 0, samplerate: 16000, channels: 1, format: Int32(format.code), sections: 0, seekable: 0)
    return sf_format_check(&info) != 0
  }
}

@Suite("File source")
struct FileSourceTests {
  let folder = ScratchFolder()

  @Test("reads every format to the samples that were written", arguments: Format.lossless)
  func lossless(format: Format) throws {
    let samples = sine(440, rate: 16000, count: 20_000)
    let path = folder.file("a.\(format.name)")
    try writeSound(samples, rate: 16000, format: format.code, to: path)
    let source = try FileSource(path: path)
    #expect(source.format == AudioFormat(sampleRate: 16000, channelCount: 1))
    #expect(source.totalSampleCount == samples.count)
    #expect(source.name == path)
    let drained = drain(source, blockCount: 777)
    #expect(drained.error == nil)
    #expect(difference(drained.samples, samples) <= format.tolerance)
    #expect(drain(source).samples.isEmpty, "the end stays the end")
  }

  @Test("reads lossy formats to a tone of the same level and length", arguments: Format.lossy)
  func lossy(format: Format) throws {
    let samples = sine(440, rate: 16000, count: 32_000)
    let path = folder.file("a.\(format.name)")
    try writeSound(samples, rate: 16000, format: format.code, to: path)
    let drained = drain(try FileSource(path: path))
    #expect(drained.error == nil)
    #expect(abs(drained.samples.count - samples.count) < 2500)
    #expect(abs(amplitude(of: 440, in: drained.samples[8000..<24000], rate: 16000) - 0.5) < 0.03)
  }

  @Test("the mono sample is the mean of the channels", arguments: 1...8)
  func mean(channels: Int) throws {
    let frames = 9000
    let samples = (0..<frames * channels).map { Float($0 % 977) / 977 - 0.5 }
    let path = folder.file("a.wav")
    try writeSound(
      samples, rate: 8000, channels: channels, format: SF_FORMAT_WAV | SF_FORMAT_PCM_24, to: path)
    let source = try FileSource(path: path)
    #expect(source.format == AudioFormat(sampleRate: 8000, channelCount: channels))
    let expected = (0..<frames).map { frame in
      (0..<channels).reduce(Float(0)) { $0 + samples[frame * channels + $1] } / Float(channels)
    }
    #expect(difference(drain(source).samples, expected) < 5e-7)
  }

  @Test("takes rates from 4 to 384 kHz and no others", arguments: [3999, 4000, 192_000, 384_000, 384_001])
  func rates(rate: Int) throws {
    let path = folder.file("a.wav")
    try writeSound(
      sine(100, rate: rate, count: 4000), rate: rate, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16, to: path)
    let error = audioError { () throws(AudioError) in
      let source = try FileSource(path: path)
      #expect(drain(source).samples.count == 4000)
    }
    let isAllowed = (4000...384_000).contains(rate)
    #expect(error == (isAllowed ? nil : .unsupportedFormat(path: path, sampleRate: rate, channelCount: 1)))
  }

  @Test("refuses nine channels")
  func nineChannels() throws {
    let path = folder.file("a.wav")
    let samples = [Float](repeating: 0.1, count: 900)
    try writeSound(samples, rate: 16000, channels: 9, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16, to: path)
    #expect(
      audioError { () throws(AudioError) in _ = try FileSource(path: path) }
        == .unsupportedFormat(path: path, sampleRate: 16000, channelCount: 9))
  }

  @Test(
    "Samples that are NaN, infinite or louder than any sound become 0 and are counted, and spare the other channel"
  )
  func nonFinite() throws {
    let path = folder.file("a.wav")
    var samples = [Float](repeating: 0.5, count: 2000)
    samples[10] = .nan
    samples[101] = .infinity
    samples[1000] = -.infinity
    samples[1001] = .nan
    samples[1200] = 1e12
    try writeSound(samples, rate: 16000, channels: 2, format: SF_FORMAT_WAV | SF_FORMAT_FLOAT, to: path)
    let source = try FileSource(path: path)
    let read = drain(source).samples
    #expect(source.nonFiniteSampleCount == 5)
    #expect(read.count == 1000)
    #expect(read[5] == 0.25)
    #expect(read[50] == 0.25)
    #expect(read[500] == 0)
    #expect(read[501] == 0.5)
    #expect(read[600] == 0.25)
  }

  @Test("seeks to a sample", arguments: ["wav", "flac"])
  func seek(kind: String) throws {
    let path = folder.file("a.\(kind)")
    let samples = sine(440, rate: 16000, count: 30_000)
    let container = kind == "wav" ? SF_FORMAT_WAV : SF_FORMAT_FLAC
    try writeSound(samples, rate: 16000, format: container | SF_FORMAT_PCM_16, to: path)
    let source = try FileSource(path: path)
    try source.seek(toSample: 12_345)
    let drained = drain(source)
    #expect(drained.error == nil)
    #expect(difference(drained.samples, Array(samples[12_345...])) < 4e-5)
    try source.seek(toSample: 0)
    #expect(drain(source).samples.count == 30_000)
    #expect(audioError { () throws(AudioError) in try source.seek(toSample: 30_001) } != nil)
  }

  @Test("a path that is not UTF-8 opens, and its bytes are in the error where it does not")
  func strangePath() throws {
    let plain = folder.file("plain.wav")
    try writeSound(
      sine(440, rate: 8000, count: 800), rate: 8000, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16, to: plain)
    let strange = Array(folder.path.utf8) + Array("/\u{1}b".utf8) + [0xFF, 0xC3, 0x28]
    #expect(rename(plain, strange.map { CChar(bitPattern: $0) } + [0]) == 0)
    let source = try FileSource(pathBytes: strange)
    #expect(drain(source).samples.count == 800)
    #expect(source.name.contains("\u{FFFD}"))
    let missing = strange + [0xE9]
    #expect(
      audioError { () throws(AudioError) in _ = try FileSource(pathBytes: missing) }
        == .fileNotFound(path: String(pathBytes: missing)))
  }
}
