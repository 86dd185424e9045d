import CSndFile
import Foundation
import Synchronization
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

  @Test(
    "delivers what has arrived without waiting for more",
    arguments: ["wav", "wav stereo", "au", "flac", "raw"])
  func live(kind: String) throws {
    let ends = pipeEnds()
    defer { ends.forEach { close($0) } }
    var noise = SystemRandomNumberGenerator()
    let channels = kind == "wav stereo" ? 2 : 1
    let samples = (0..<16_000 * channels).map { _ in Float.random(in: -0.5...0.5, using: &noise) }
    let path = folder.file("a")
    let codes = ["au": SF_FORMAT_AU, "flac": SF_FORMAT_FLAC]
    try writeSound(
      samples, rate: 16000, channels: channels, format: (codes[kind] ?? SF_FORMAT_WAV) | SF_FORMAT_PCM_16,
      to: path)
    // The header and some samples, with a frame torn apart; the pipe stays open.
    let content = Array(
      try bytes(of: path).dropFirst(kind == "raw" ? 44 : 0).prefix(kind == "flac" ? 22_001 : 6401))
    #expect(content.withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) } == content.count)
    let source =
      try kind == "raw"
      ? StandardInputSource(
        descriptor: ends[0], raw: RawFormat(sampleRate: 16000, encoding: .s16le, channelCount: 1))
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

  @Test(
    "opening ends once it is cancelled, in a header and in a format that is read whole",
    arguments: ["RIFF", "ID3\u{4}"])
  func cancellation(start: String) throws {
    let ends = pipeEnds()
    defer { ends.forEach { close($0) } }
    let bytes = Array(start.utf8) + [UInt8](repeating: 0, count: 4000)
    #expect(write(ends[1], bytes, start == "RIFF" ? 5 : bytes.count) > 0)
    let begin = MonotonicClock.now()
    let error = audioError { () throws(AudioError) in
      _ = try StandardInputSource(descriptor: ends[0]) { MonotonicClock.now() - begin > 200_000_000 }
    }
    #expect(error != nil)
    #expect(MonotonicClock.now() - begin < 2_000_000_000)
  }

  @Test("a FLAC header that is slow to come keeps no other file from being opened")
  func slowHeader() throws {
    let ends = pipeEnds()
    defer { ends.forEach { close($0) } }
    let samples = sine(440, rate: 16000, count: 16_000)
    let (slow, other) = (folder.file("slow.flac"), folder.file("other.wav"))
    try writeSound(samples, rate: 16000, format: SF_FORMAT_FLAC | SF_FORMAT_PCM_16, to: slow)
    try writeSound(samples, rate: 16000, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16, to: other)
    // In the midst of the first block.
    let start = Array(try bytes(of: slow).prefix(30))
    #expect(start.withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) } == start.count)
    final class Flag: Sendable {
      let isUp = Atomic<Bool>(false)
    }
    let opened = Flag()
    let begin = MonotonicClock.now()
    let waiting = DispatchSemaphore(value: 0)
    Thread {
      usleep(200_000)
      if (try? FileSource(path: other)) != nil { opened.isUp.store(true, ordering: .relaxed) }
      waiting.signal()
    }.start()
    let error = audioError { () throws(AudioError) in
      _ = try StandardInputSource(descriptor: ends[0]) {
        opened.isUp.load(ordering: .relaxed) || MonotonicClock.now() - begin > 5_000_000_000
      }
    }
    #expect(error != nil)
    #expect(MonotonicClock.now() - begin < 5_000_000_000)
    waiting.wait()
  }

  @Test("an interruption ends a read that waits for a silent pipe", arguments: [true, false])
  func interruption(isRaw: Bool) throws {
    let ends = pipeEnds()
    defer { ends.forEach { close($0) } }
    let path = folder.file("a.wav")
    try writeSound(
      sine(440, rate: 16000, count: 99), rate: 16000, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16, to: path)
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
    #expect(MonotonicClock.now() - start < 5_000_000_000)
    var block = [Float](repeating: 0, count: 10)
    #expect(
      block.withUnsafeMutableBufferPointer { thread.read(into: $0, timeout: .seconds(1)) } == .finished(nil))
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

  @Test(
    "a length of 64 bits that leads beyond every file is no reason to end", arguments: ["w64", "rf64"])
  func lengthBeyondAll(kind: String) throws {
    let path = folder.file("a")
    let samples = sine(440, rate: 16000, count: 3000)
    let code = kind == "w64" ? SF_FORMAT_W64 : SF_FORMAT_RF64
    try writeSound(samples, rate: 16000, format: code | SF_FORMAT_PCM_16, to: path)
    var content = try bytes(of: path)
    // The length of the data: behind the name of a W64 file's chunk, and in the first chunk of an RF64 file.
    let mark = Array((kind == "w64" ? "data" : "ds64").utf8)
    let place = try #require(content.indices.first { content[$0...].starts(with: mark) }) + 16
    content.replaceSubrange(place..<place + 8, with: [0xEF] + [UInt8](repeating: 0xFF, count: 6) + [0x7F])
    if kind == "rf64" {
      // One that the data's own chunk does not point to.
      let data = try #require(content.indices.first { content[$0...].starts(with: "data".utf8) })
      content.replaceSubrange(data + 4..<data + 8, with: [0x70, 0x17, 0, 0])
    }
    let descriptor = pipe(content)
    defer { close(descriptor) }
    var heard = 0
    _ = audioError { () throws(AudioError) in
      heard = drain(try StandardInputSource(descriptor: descriptor)).samples.count
    }
    #expect(heard <= samples.count)
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
      case .unknownFormat = audioError({ () throws(AudioError) in
        _ = try StandardInputSource(descriptor: text)
      })
    else {
      Issue.record("text was taken for audio")
      return
    }
  }
}
