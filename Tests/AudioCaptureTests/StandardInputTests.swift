import CSndFile
import Foundation
import Testing

@testable import AudioCapture

@Suite("Standard input")
struct StandardInputTests {
  let folder = ScratchFolder()

  @Test("reads every container from a pipe", arguments: Format.lossless + Format.lossy)
  func containers(format: Format) throws {
    let samples = sine(440, rate: 16000, count: 40_000)
    let path = folder.file("a")
    try writeSound(samples, rate: 16000, format: format.code, to: path)
    let descriptor = pipe(try bytes(of: path), piece: 1777)
    defer { close(descriptor) }
    let source = try StandardInputSource(descriptor: descriptor)
    #expect(source.format == AudioFormat(sampleRate: 16000, channelCount: 1))
    let drained = drain(source, blockCount: 801)
    #expect(drained.error == nil)
    if format.isLossy {
      #expect(abs(drained.samples.count - samples.count) < 2500)
      #expect(abs(amplitude(of: 440, in: drained.samples[8000..<24000], rate: 16000) - 0.5) < 0.03)
    } else {
      #expect(source.totalSampleCount == samples.count)
      #expect(difference(drained.samples, samples) <= format.tolerance)
    }
  }

  @Test("reads a redirected file as a file", arguments: ["wav", "mp3"])
  func regularFile(kind: String) throws {
    let format = try #require((Format.lossless + Format.lossy).first { $0.name.hasPrefix(kind) })
    let path = folder.file("a")
    try writeSound(sine(440, rate: 16000, count: 40_000), rate: 16000, format: format.code, to: path)
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    let drained = drain(try StandardInputSource(descriptor: descriptor))
    #expect(drained.error == nil)
    #expect(drained.samples.count == 40_000)
  }

  @Test("delivers what has arrived without waiting for more", arguments: ["wav", "wav stereo", "au", "flac", "raw"])
  func live(kind: String) throws {
    let ends = pipeEnds()
    defer { ends.forEach { close($0) } }
    var noise = SystemRandomNumberGenerator()
    let channels = kind == "wav stereo" ? 2 : 1
    let samples = (0..<16_000 * channels).map { _ in Float.random(in: -0.5...0.5, using: &noise) }
    let path = folder.file("a")
    let codes = ["au": SF_FORMAT_AU, "flac": SF_FORMAT_FLAC]
    try writeSound(
      samples, rate: 16000, channels: channels, format: (codes[kind] ?? SF_FORMAT_WAV) | SF_FORMAT_PCM_16, to: path)
    // The header and some samples, with a frame torn apart; the pipe stays open.
    let content = Array(try bytes(of: path).dropFirst(kind == "raw" ? 44 : 0).prefix(kind == "flac" ? 22_001 : 6401))
    #expect(content.withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) } == content.count)
    let source =
      try kind == "raw"
      ? StandardInputSource(descriptor: ends[0], raw: RawFormat(sampleRate: 16000, encoding: .s16le, channelCount: 1))
      : StandardInputSource(descriptor: ends[0])
    // The torn frame would hold back the last read: complete it.
    if kind != "flac" {
      let rest = [UInt8](repeating: 0, count: 4 - (content.count - (kind == "raw" ? 0 : 44)) % 4)
      #expect(rest.withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) } == rest.count)
    }
    let wanted = kind == "flac" ? 4096 : (6401 - (kind == "raw" ? 0 : 44)) / (2 * channels)
    var block = [Float](repeating: 0, count: 16_000)
    var got = 0
    while got < wanted {
      let read = try block.withUnsafeMutableBufferPointer { block throws(AudioError) in
        try source.read(into: .init(rebasing: block[got...]))
      }
      guard case .samples(let count) = read else { break }
      got += count
    }
    #expect(got >= wanted)
    let mono = (0..<wanted).map { frame in
      (0..<channels).reduce(Float(0)) { $0 + samples[frame * channels + $1] } / Float(channels)
    }
    #expect(difference(Array(block[0..<wanted]), mono) < 4e-5)
  }

  @Test("an interruption ends a read that waits for a silent pipe", arguments: [true, false])
  func interruption(isRaw: Bool) throws {
    let ends = pipeEnds()
    defer { ends.forEach { close($0) } }
    let path = folder.file("a.wav")
    try writeSound(sine(440, rate: 16000, count: 99), rate: 16000, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16, to: path)
    let header = Array(try bytes(of: path).prefix(44))
    if !isRaw { #expect(header.withUnsafeBytes { write(ends[1], $0.baseAddress, 44) } == 44) }
    let raw = RawFormat(sampleRate: 16000, encoding: .s16le, channelCount: 1)
    let source =
      try isRaw
      ? StandardInputSource(descriptor: ends[0], raw: raw) : StandardInputSource(descriptor: ends[0])
    let thread = CaptureThread(source: source)
    thread.start()
    usleep(50_000)
    let start = MonotonicClock.now()
    thread.stop()
    #expect(MonotonicClock.now() - start < 500_000_000)
    var block = [Float](repeating: 0, count: 10)
    #expect(block.withUnsafeMutableBufferPointer { thread.read(into: $0, timeout: .seconds(1)) } == .finished(nil))
  }

  @Test("a stream that breaks off is damaged after what came", arguments: ["wav", "flac", "aiff"])
  func brokenOff(kind: String) throws {
    let format = try #require(Format.lossless.first { $0.name.hasPrefix(kind) })
    let path = folder.file("a")
    var noise = SystemRandomNumberGenerator()
    let samples = (0..<160_000).map { _ in Float.random(in: -0.5...0.5, using: &noise) }
    try writeSound(samples, rate: 16000, format: format.code, to: path)
    let content = try bytes(of: path)
    let descriptor = pipe(Array(content.prefix(content.count / 2)))
    defer { close(descriptor) }
    let drained = drain(try StandardInputSource(descriptor: descriptor))
    #expect(abs(drained.samples.count - 80_000) < 5000)
    guard case .damaged("-", drained.samples.count, _) = drained.error else {
      Issue.record("\(String(describing: drained.error))")
      return
    }
  }

  @Test("a WAV stream of unknown length ends where it ends")
  func unknownLength() throws {
    let path = folder.file("a.wav")
    let samples = sine(440, rate: 16000, count: 50_000)
    try writeSound(samples, rate: 16000, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16, to: path)
    for size: [UInt8] in [[0xFF, 0xFF, 0xFF, 0xFF], [0, 0xF0, 0xFF, 0x7F], [0, 0, 0, 0]] {
      var content = try bytes(of: path)
      content.replaceSubrange(4..<8, with: size)
      content.replaceSubrange(40..<44, with: size)
      let descriptor = pipe(content, piece: 999)
      defer { close(descriptor) }
      let source = try StandardInputSource(descriptor: descriptor)
      #expect(source.totalSampleCount == nil)
      let drained = drain(source)
      #expect(drained.error == nil, "\(size)")
      #expect(difference(drained.samples, samples) < 4e-5, "\(size)")
    }
  }

  @Test("an empty stream is empty, and a closed or odd descriptor is told")
  func nothing() {
    let descriptor = pipe([])
    defer { close(descriptor) }
    #expect(
      audioError { () throws(AudioError) in _ = try StandardInputSource(descriptor: descriptor) }
        == .emptyFile(path: "-"))
    #expect(
      audioError { () throws(AudioError) in _ = try StandardInputSource(descriptor: 9999) }
        == .unreadable(path: "-", reason: "Bad file descriptor"))
    let directory = open("/tmp", O_RDONLY)
    defer { close(directory) }
    #expect(
      audioError { () throws(AudioError) in _ = try StandardInputSource(descriptor: directory) }
        == .notAFile(path: "-"))
    let text = pipe(Array("hello, this is not audio".utf8))
    defer { close(text) }
    guard
      case .unknownFormat = audioError({ () throws(AudioError) in _ = try StandardInputSource(descriptor: text) })
    else {
      Issue.record("text was taken for audio")
      return
    }
  }
}

@Suite("Raw formats")
struct RawFormatTests {
  @Test("parses rate, encoding and channels")
  func parse() throws {
    #expect(
      try RawFormat(parsing: "16000:s16le:1") == RawFormat(sampleRate: 16000, encoding: .s16le, channelCount: 1))
    #expect(
      try RawFormat(parsing: "384000:F64BE:8") == RawFormat(sampleRate: 384_000, encoding: .f64be, channelCount: 8))
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
    let known = "s8 u8 s16le s16be s24le s24be s32le s32be f32le f32be f64le f64be".split(separator: " ").map(String.init)
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
      zip(left, right).flatMap { [$0, $1] }, rate: 16000, channels: 2, format: SF_FORMAT_WAV | SF_FORMAT_FLOAT, to: input)
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
      .s8: [0x80], .u8: [0], .s16le: [0, 0x80], .s16be: [0x80, 0], .s24le: [0, 0, 0x80], .s24be: [0x80, 0, 0],
      .s32le: [0, 0, 0, 0x80], .s32be: [0x80, 0, 0, 0], .f32le: [0, 0, 0x80, 0xBF], .f32be: [0xBF, 0x80, 0, 0],
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

  @Test("NaN, infinite and overflowing samples become 0 and are counted")
  func nonFinite() throws {
    let values: [Double] = [0.5, .nan, .infinity, 1e300, -0.25]
    let descriptor = pipe(values.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian) { Array($0) } })
    defer { close(descriptor) }
    let source = StandardInputSource(
      descriptor: descriptor, raw: RawFormat(sampleRate: 8000, encoding: .f64le, channelCount: 1))
    #expect(drain(source).samples == [0.5, 0, 0, 0, -0.25])
    #expect(source.nonFiniteSampleCount == 3)
  }

  @Test("a frame that is cut at the end is told, an empty stream has no samples")
  func cut() {
    let raw = RawFormat(sampleRate: 8000, encoding: .s16le, channelCount: 2)
    let descriptor = pipe([1, 2, 3, 4, 5, 6, 7])
    defer { close(descriptor) }
    let drained = drain(StandardInputSource(descriptor: descriptor, raw: raw))
    #expect(drained.samples.count == 1)
    #expect(drained.error == .damaged(path: "-", sampleCount: 1, reason: "3 bytes of a frame of 4 at the end"))
    let empty = pipe([])
    defer { close(empty) }
    #expect(drain(StandardInputSource(descriptor: empty, raw: raw)).error == .noSamples(path: "-"))
  }
}
