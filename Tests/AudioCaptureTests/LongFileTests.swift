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
}
