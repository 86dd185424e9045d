import CSndFile
import Foundation
import Testing

@testable import AudioCapture

@Suite("A file that libsndfile refuses is left open for the caller to close")
struct SoundFileDescriptorTests {
  let folder = ScratchFolder()

  /// Whether `descriptor` is open, and on the file at `path`.
  private func isOpen(_ descriptor: Int32, on path: String) -> Bool {
    var there = stat()
    var here = stat()
    return fstat(descriptor, &there) == 0 && stat(path, &here) == 0 && there.st_ino == here.st_ino
  }

  @Test(
    "to read",
    arguments: [
      ("a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16), ("a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16),
      ("a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS), ("a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III),
    ])
  func reading(name: String, code: Int) throws {
    let path = folder.file(name)
    try writeSound(sine(440, rate: 16000, count: 16_000), rate: 16000, format: code, to: path)
    var content = try bytes(of: path)
    for index in 4..<content.count { content[index] = 0x55 }
    let bad = try folder.write(content, as: "bad")
    let descriptor = open(bad, O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    let error = audioError { () throws(AudioError) in
      _ = try SoundFileReader(path: bad, descriptor: descriptor, size: content.count)
    }
    #expect(error != nil)
    #expect(isOpen(descriptor, on: bad))
  }

  @Test("to write", arguments: [SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_FLAC | SF_FORMAT_PCM_16])
  func writing(code: Int) throws {
    let path = folder.file("a")
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(descriptor) }
    let error = audioError { () throws(AudioError) in
      _ = try Recorder.handle(on: descriptor, path: path, sampleRate: 0, code: code)
    }
    #expect(error != nil)
    #expect(isOpen(descriptor, on: path))
  }
}
