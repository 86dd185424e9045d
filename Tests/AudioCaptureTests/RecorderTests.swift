import CSndFile
import Foundation
import Testing

@testable import AudioCapture

private func record(_ samples: [Float], with recorder: Recorder) throws(AudioError) {
  try samples.withUnsafeBufferPointer { samples throws(AudioError) in try recorder.write(samples) }
}

@Suite("Recorder")
struct RecorderTests {
  let folder = ScratchFolder()

  @Test(
    "what is recorded can be read back",
    arguments: [
      ("a.wav", Recorder.Encoding.pcm16), ("a.wav", .pcm24), ("a.wav", .float32), ("a.flac", .pcm16),
      ("A.FLAC", .pcm24),
    ])
  func roundTrip(name: String, encoding: Recorder.Encoding) throws {
    let samples = sine(440, rate: 22_050, count: 30_000)
    let recorder = try Recorder(path: folder.file(name), sampleRate: 22_050, encoding: encoding)
    for start in stride(from: 0, to: samples.count, by: 777) {
      try record(Array(samples[start..<min(start + 777, samples.count)]), with: recorder)
    }
    try recorder.close()
    try recorder.close()
    #expect(recorder.sampleCount == samples.count)
    let source = try FileSource(path: folder.file(name))
    #expect(source.format.sampleRate == 22_050)
    let drained = drain(source)
    #expect(drained.error == nil)
    let tolerance: Float = encoding == .pcm16 ? 4e-5 : 3e-7
    #expect(difference(drained.samples, samples) <= (encoding == .float32 ? 0 : tolerance))
  }

  @Test("the WAV file is whole at every moment, without a close")
  func validWhileRecording() throws {
    let path = folder.file("a.wav")
    let recorder = try Recorder(path: path, sampleRate: 16_000)
    #expect(
      audioError { () throws(AudioError) in _ = try FileSource(path: path) } == .noSamples(path: path))
    for round in 1...20 {
      try record([Float](repeating: 0.25, count: 160), with: recorder)
      let drained = drain(try FileSource(path: path))
      #expect(drained.error == nil)
      #expect(drained.samples.count == 160 * round)
    }
  }

  @Test("louder samples are clipped, NaN and infinite ones are silent")
  func clipping() throws {
    let recorder = try Recorder(path: folder.file("a.wav"), sampleRate: 16_000)
    try record([2, -2, .nan, .infinity, 0.5], with: recorder)
    try recorder.close()
    #expect(difference(drain(try FileSource(path: folder.file("a.wav"))).samples, [1, -1, 0, 0, 0.5]) < 1e-4)
  }

  @Test("the file is the owner's alone, and an existing one is left alone")
  func creation() throws {
    let path = folder.file("a.wav")
    let recorder = try Recorder(path: path, sampleRate: 16_000)
    try record([0.5], with: recorder)
    try recorder.close()
    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    let before = try bytes(of: path)
    #expect(
      audioError { () throws(AudioError) in _ = try Recorder(path: path, sampleRate: 16_000) }
        == .unwritable(path: path, reason: "File exists"))
    #expect(try bytes(of: path) == before)
  }

  @Test("a bad name, folder, rate or encoding is refused, and leaves no file")
  func refused() {
    let cases: [(String, Int, Recorder.Encoding)] = [
      ("a.mp3", 16_000, .pcm16), ("a", 16_000, .pcm16), ("no/a.wav", 16_000, .pcm16), ("a.wav", 0, .pcm16),
      ("a.flac", 16_000, .float32),
    ]
    for (name, rate, encoding) in cases {
      let path = folder.file(name)
      let error = audioError { () throws(AudioError) in
        _ = try Recorder(path: path, sampleRate: rate, encoding: encoding)
      }
      guard case .unwritable(path, let reason) = error else {
        Issue.record("\(name): \(String(describing: error))")
        continue
      }
      #expect(!reason.isEmpty)
      #expect(access(path, F_OK) != 0)
    }
  }

  @Test("a closed recorder takes no more")
  func closed() throws {
    let recorder = try Recorder(path: folder.file("a.wav"), sampleRate: 16_000)
    try recorder.close()
    #expect(audioError { () throws(AudioError) in try record([0], with: recorder) } != nil)
  }

  @Test(
    "a full disk is told, and what was written stays, wherever a block breaks off",
    .enabled(if: TinyDisk.isPossible, "mounting a small file system needs rights that are not there"),
    arguments: ["wav", "flac"], [160, 1000, 4001])
  func fullDisk(kind: String, blockCount: Int) throws {
    let disk = try #require(TinyDisk())
    let path = disk.path + "/a.\(kind)"
    let recorder = try Recorder(path: path, sampleRate: 16_000)
    let samples = (0..<blockCount * 400).map { Float(($0 &* 7919) % 1009) / 1009 - 0.5 }
    var written = 0
    let error = audioError { () throws(AudioError) in
      for start in stride(from: 0, to: samples.count, by: blockCount) {
        try record(Array(samples[start..<start + blockCount]), with: recorder)
        written += blockCount
      }
    }
    #expect(error == .unwritable(path: path, reason: "No space left on device"))
    #expect(written > 10_000)
    try? recorder.close()
    let drained = drain(try FileSource(path: path))
    #expect(drained.error == nil)
    // What FLAC keeps back to make whole blocks of is lost.
    #expect(drained.samples.count >= (kind == "wav" ? written : written - 3 * 4096))
    #expect(difference(drained.samples, Array(samples.prefix(drained.samples.count))) < 4e-5)
  }

  @Test("a file is whole at every moment, without a close", arguments: ["a.wav", "a.flac"])
  func wholeWhileRecording(name: String) throws {
    let path = folder.file(name)
    let recorder = try Recorder(path: path, sampleRate: 16_000, encoding: .pcm24)
    #expect(
      audioError { () throws(AudioError) in
        if let error = drain(try FileSource(path: path)).error { throw error }
      } == .noSamples(path: path))
    let samples = (0..<40_000).map { Float(($0 &* 7919) % 1009) / 1009 - 0.5 }
    for start in stride(from: 0, to: samples.count, by: 1000) {
      try record(Array(samples[start..<start + 1000]), with: recorder)
      let held = name == "a.wav" ? 0 : 4096
      guard start + 1000 > held + 4096 else { continue }
      let drained = drain(try FileSource(path: path))
      #expect(drained.error == nil)
      #expect(drained.samples.count >= start + 1000 - held)
      #expect(difference(drained.samples, Array(samples.prefix(drained.samples.count))) < 3e-7)
    }
  }
}
