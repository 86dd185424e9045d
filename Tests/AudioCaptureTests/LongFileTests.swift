import CSndFile
import Foundation
import Testing

@testable import AudioCapture

@Suite("Long files")
struct LongFileTests {
  let folder = ScratchFolder()

  @Test("Ten hours are read to the last sample and sought in, past two and four gigabytes")
  func tenHours() throws {
    // 64 kHz, 16 bits: 4.6 GB, of which the file system keeps what is not zero.
    let rate = 64_000
    let count = 36_000 * rate
    let path = folder.file("long.w64")
    try writeSound([0], rate: rate, format: 0x0B_0002, to: path)
    let descriptor = open(path, O_RDWR)
    defer { close(descriptor) }
    let header = lseek(descriptor, 0, SEEK_END) - 2
    // Wave64: the length of the file at byte 16, that of the data before the samples, both with their heads.
    var fileSize = UInt64(header) + UInt64(2 * count)
    var dataSize = UInt64(2 * count) + 24
    pwrite(descriptor, &fileSize, 8, 16)
    pwrite(descriptor, &dataSize, 8, header - 8)
    #expect(ftruncate(descriptor, off_t(fileSize)) == 0)
    var last: Int16 = 16_384
    pwrite(descriptor, &last, 2, off_t(fileSize) - 2)

    let source = try FileSource(path: path)
    #expect(source.totalSampleCount == count)
    var block = [Float](repeating: 9, count: 65_536)
    for position in [0, count / 4, count * 9 / 10] {
      try source.seek(toSample: position)
      let read = try block.withUnsafeMutableBufferPointer { block throws(AudioError) in
        try source.read(into: block)
      }
      #expect(read == .samples(65_536) && block.allSatisfy { $0 == 0 })
    }
    try source.seek(toSample: count - 70_000)
    let rest = drain(source)
    #expect(rest.error == nil)
    #expect(rest.samples.count == 70_000)
    #expect(rest.samples.last == 0.5 && rest.samples.dropLast().allSatisfy { $0 == 0 })
  }

  @Test(
    "A file whose header does not know its length is read to the last sample, past two and four gigabytes",
    arguments: OpenFormat.bare.filter { $0.code & SF_FORMAT_SUBMASK == SF_FORMAT_PCM_16 })
  func openEnd(format: OpenFormat) throws {
    let count = 2_600_000_000
    for placeholder in format.placeholders {
      let path = try folder.write(
        format.stream(of: [0], placeholder: placeholder, in: folder), as: "open")
      try grow(path, bySampleCount: count - 1)
      let source = try FileSource(path: path)
      #expect(source.totalSampleCount == count, "\(placeholder)")
      try source.seek(toSample: count - 70_000)
      let rest = drain(source)
      #expect(rest.error == nil && rest.samples.count == 70_000)
      #expect(rest.samples.last == Self.last)
    }
  }

  @Test("A length that leads to the end of the file is meant, whatever number it is")
  func meant() throws {
    // What some writers put in where they do not know the length.
    let count = 0x7FFF_F000 / 2
    let path = folder.file("a.wav")
    try writeSound([0], rate: 16_000, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16, to: path)
    try grow(path, bySampleCount: count - 1)
    let descriptor = open(path, O_RDWR)
    defer { close(descriptor) }
    let chunk: [UInt8] = Array("LIST".utf8) + [4, 0, 0, 0] + Array("INFO".utf8)
    pwrite(descriptor, chunk, chunk.count, off_t(44 + 2 * count))
    var (fileSize, dataSize) = (UInt32(36 + 2 * count + chunk.count), UInt32(2 * count))
    pwrite(descriptor, &fileSize, 4, 4)
    pwrite(descriptor, &dataSize, 4, 40)
    let source = try FileSource(path: path)
    try source.seek(toSample: count - 1000)
    let rest = drain(source)
    #expect(rest.error == nil && rest.samples.count == 1000 && rest.samples.last == Self.last)
  }

  /// The last sample of a file that was made longer, whatever its byte order.
  private static let last = Float(0x4040) / 32_768

  /// Adds `count` samples of 16 bits to a file, all 0 but for the last; the zeros take no room on the disk.
  private func grow(_ path: String, bySampleCount count: Int) throws {
    let descriptor = open(path, O_RDWR)
    defer { close(descriptor) }
    let end = lseek(descriptor, 0, SEEK_END) + off_t(2 * count)
    #expect(ftruncate(descriptor, end) == 0)
    pwrite(descriptor, [0x40, 0x40] as [UInt8], 2, end - 2)
  }
}
