import Testing

@testable import Buffers

@Suite("Aligned buffer")
struct AlignedBufferTests {
  @Test("starts as zeros on a 64-byte boundary", arguments: [0, 1, 17, 4096])
  func fresh(count: Int) {
    let buffer = AlignedBuffer(count: count)
    #expect(buffer.count == count)
    #expect(Int(bitPattern: buffer.base) % 64 == 0)
    #expect(buffer.elements.allSatisfy { $0 == 0 })
  }

  @Test("copies the elements it is made from, and clears them")
  func copy() {
    let buffer = AlignedBuffer([1, 2, 3])
    #expect(Array(buffer.elements) == [1, 2, 3])
    buffer[1] = 9
    #expect(Array(buffer.elements) == [1, 9, 3])
    buffer.clear()
    #expect(Array(buffer.elements) == [0, 0, 0])
  }
}
