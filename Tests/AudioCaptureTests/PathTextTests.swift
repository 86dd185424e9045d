import Testing

@testable import AudioCapture

@Suite("Paths that are no UTF-8")
struct PathTextTests {
  @Test(
    "every path comes back as it was, and no two are the same text",
    arguments: [
      [], Array("plain/päth".utf8), [0xFF], [0x61, 0xE9, 0x2E], [0xC3, 0x28], [0xE2, 0x82],
      [0xF0, 0x9F, 0x98],
      Array("\u{10F7E9}".utf8), Array("a\u{10F780}b".utf8), [0xED, 0xA0, 0x80], [0x0A, 0xFE, 0x0A],
      Array(0x80...0xFF) + Array(1...0x7F),
    ] as [[UInt8]])
  func roundTrip(bytes: [UInt8]) {
    let text = String(pathBytes: bytes)
    #expect(text.pathBytes == bytes)
    #expect(text.systemPath == bytes.map { CChar(bitPattern: $0) } + [0])
    if let plain = String(validating: bytes, as: UTF8.self), !plain.contains("\u{10F7E9}"),
      !plain.contains("\u{10F780}")
    {
      #expect(text == plain)
    } else {
      #expect(text.unicodeScalars.contains { String.pathEscapes.contains($0.value) })
    }
  }

  @Test("random bytes come back too")
  func random() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
        UInt8.random(in: 1...255, using: &generator)
      }
      #expect(String(pathBytes: bytes).pathBytes == bytes)
    }
  }

  @Test("a path with a zero in it is no path of the system")
  func zero() {
    #expect(String(pathBytes: [0x61, 0, 0x62]).systemPath == nil)
  }
}
