import CSndFile
import Foundation
import Testing

@testable import AudioCapture

@Suite("Bad files")
struct BadFileTests {
  let folder = ScratchFolder()

  private func opening(_ path: String) -> AudioError? {
    audioError { () throws(AudioError) in _ = try FileSource(path: path) }
  }

  @Test("a missing file, and a file taken for a folder, are not found")
  func missing() throws {
    let path = folder.file("nothing.wav")
    #expect(opening(path) == .fileNotFound(path: path))
    let below = try folder.write([1], as: "file") + "/x.wav"
    #expect(opening(below) == .fileNotFound(path: below))
    #expect(opening("") == .fileNotFound(path: ""))
    #expect(opening("a\0b") == .fileNotFound(path: "a\0b"))
  }

  @Test("a folder, a device and a FIFO are not files, and do not hang")
  func notAFile() {
    #expect(opening(folder.path) == .notAFile(path: folder.path))
    #expect(opening("/dev/null") == .notAFile(path: "/dev/null"))
    let fifo = folder.file("fifo")
    #expect(mkfifo(fifo, 0o600) == 0)
    #expect(opening(fifo) == .notAFile(path: fifo))
  }

  @Test("what the system refuses is unreadable, with its reason")
  func unreadable() throws {
    let loop = folder.file("loop")
    #expect(symlink("loop", loop) == 0)
    #expect(opening(loop) == .unreadable(path: loop, reason: "Too many levels of symbolic links"))
    let long = folder.file(String(repeating: "x", count: 300))
    #expect(opening(long) == .unreadable(path: long, reason: "File name too long"))
  }

  @Test("a file without permission is unreadable", .enabled(if: geteuid() != 0, "root may read everything"))
  func forbidden() throws {
    let path = try folder.write([1, 2, 3], as: "a.wav")
    #expect(chmod(path, 0) == 0)
    #expect(opening(path) == .unreadable(path: path, reason: "Permission denied"))
  }

  @Test("an empty file is empty")
  func empty() throws {
    let path = try folder.write([], as: "a.wav")
    #expect(opening(path) == .emptyFile(path: path))
  }

  @Test("text and random bytes have no known format", arguments: ["text.wav", "text.au", "random.mp3"])
  func unknown(name: String) throws {
    var generator = SystemRandomNumberGenerator()
    let content =
      name.hasPrefix("text")
      ? Array("not audio at all\n".utf8)
      : [0x13] + (0..<5000).map { _ in UInt8.random(in: 0...127, using: &generator) }
    let path = try folder.write(content, as: name)
    guard case .unknownFormat(path, let reason) = opening(path) else {
      Issue.record("\(String(describing: opening(path)))")
      return
    }
    #expect(!reason.isEmpty)
  }

  @Test("a header without samples has no samples", arguments: ["wav", "aiff"])
  func headerOnly(kind: String) throws {
    let path = folder.file("a.\(kind)")
    let containers = ["wav": SF_FORMAT_WAV, "aiff": SF_FORMAT_AIFF]
    try writeSound([], rate: 16000, format: (containers[kind] ?? 0) | SF_FORMAT_PCM_16, to: path)
    let error = audioError { () throws(AudioError) in
      let drained = drain(try FileSource(path: path))
      #expect(drained.samples.isEmpty)
      if let error = drained.error { throw error }
    }
    #expect(error == .noSamples(path: path))
  }

  @Test("a WAV file cut right behind its header has no samples")
  func cutBehindHeader() throws {
    let path = folder.file("a.wav")
    try writeSound(
      sine(440, rate: 16000, count: 100), rate: 16000, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16, to: path)
    let cut = try folder.write(Array(bytes(of: path).prefix(44)), as: "cut.wav")
    #expect(opening(cut) == .noSamples(path: cut))
  }

  @Test(
    "what is left of a truncated file is delivered, and then it is damaged",
    arguments: Format.lossless + Format.lossy)
  func truncated(format: Format) throws {
    let path = folder.file("a.\(format.name)")
    var noise = SystemRandomNumberGenerator()
    let samples = (0..<160_000).map { _ in Float.random(in: -0.5...0.5, using: &noise) }
    try writeSound(samples, rate: 16000, format: format.code, to: path)
    let whole = try bytes(of: path)
    let cut = try folder.write(Array(whole.prefix(whole.count * 6 / 10)), as: "cut.\(format.name)")
    var count = 0
    let error = audioError { () throws(AudioError) in
      let drained = drain(try FileSource(path: cut))
      count = drained.samples.count
      if !format.isLossy {
        #expect(difference(drained.samples, Array(samples.prefix(count))) <= format.tolerance)
      }
      if let error = drained.error { throw error }
    }
    guard case .damaged(cut, let sampleCount, let reason) = error else {
      Issue.record("\(String(describing: error)) after \(count) samples")
      return
    }
    #expect(sampleCount == count)
    #expect(!reason.isEmpty)
    // libsndfile opens neither a truncated CAF nor a truncated Vorbis file at all.
    // Lossy codecs fill their pages unevenly.
    let slack = format.isLossy ? 0.15 : 0.05
    if format.name != "caf" && format.name != "ogg" { #expect(abs(Double(count) / 160_000 - 0.6) < slack) }
  }

  @Test("a FLAC file with a hole in it is damaged")
  func hole() throws {
    let path = folder.file("a.flac")
    let samples = sine(440, rate: 16000, count: 160_000).enumerated().map { $1 + Float($0 % 17) / 100 }
    try writeSound(samples, rate: 16000, format: SF_FORMAT_FLAC | SF_FORMAT_PCM_16, to: path)
    var content = try bytes(of: path)
    for index in content.count / 2..<content.count / 2 + 9000 { content[index] = 0x55 }
    let source = try FileSource(path: folder.write(content, as: "bad.flac"))
    let drained = drain(source)
    #expect(drained.samples.count > 10_000)
    #expect(areFinite(drained.samples))
    guard case .damaged(_, drained.samples.count, _) = drained.error else {
      Issue.record("\(String(describing: drained.error))")
      return
    }
  }

  @Test("a WAV file of a writer that did not know its length is whole")
  func unknownLength() throws {
    let path = folder.file("a.wav")
    let samples = sine(440, rate: 16000, count: 5000)
    try writeSound(samples, rate: 16000, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16, to: path)
    for size: [UInt8] in [[0xFF, 0xFF, 0xFF, 0xFF], [0, 0xF0, 0xFF, 0x7F], [0, 0, 0, 0x80]] {
      var content = try bytes(of: path)
      content.replaceSubrange(4..<8, with: size)
      content.replaceSubrange(40..<44, with: size)
      let drained = drain(try FileSource(path: folder.write(content, as: "stream.wav")))
      #expect(drained.error == nil)
      #expect(difference(drained.samples, samples) < 4e-5)
    }
  }

  @Test("files with flipped bytes never crash, hang or give NaN", arguments: Format.lossless + Format.lossy)
  func fuzz(format: Format) throws {
    let path = folder.file("a.\(format.name)")
    try writeSound(sine(440, rate: 16000, count: 16_000), rate: 16000, format: format.code, to: path)
    let content = try bytes(of: path)
    var state: UInt64 = 42
    for round in 0..<40 {
      var bad = content
      for _ in 0...round % 8 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let position = Int(state >> 33) % (round % 2 == 0 ? min(200, bad.count) : bad.count)
        bad[position] = UInt8(truncatingIfNeeded: state >> 20)
      }
      let name = try folder.write(bad, as: "bad")
      _ = audioError { () throws(AudioError) in
        let drained = drain(try FileSource(path: name), blockCount: 4096)
        #expect(areFinite(drained.samples))
        #expect(drained.samples.count < 1_000_000)
      }
    }
  }
}
