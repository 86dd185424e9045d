import Testing

@testable import TUI

@Suite("The canvas")
struct CanvasTests {
  private let ink = Ink(.terminal, on: .terminal)

  @Test("text is cut at the edge with an ellipsis, or at its head for paths")
  func truncation() {
    var canvas = Canvas(width: 10, height: 3)
    #expect(canvas.write("a long line of text", x: 0, y: 0, ink) == 10)
    #expect(canvas.write("/home/me/clip.wav", x: 0, y: 1, ink, truncation: .head) == 10)
    #expect(canvas.write("short", x: 7, y: 2, ink) == 3)
    #expect(canvas.text == "a long li…\n…/clip.wav\n       sh…\n")
  }

  @Test("what lies outside is clipped")
  func clipping() {
    var canvas = Canvas(width: 4, height: 2)
    canvas.fill(Rect(x: -5, y: -5, width: 100, height: 6), ink)
    canvas.put(0x41, x: -1, y: 0, ink)
    canvas.put(0x41, x: 4, y: 1, ink)
    canvas.write("xyz", x: 3, y: 5, ink)
    canvas.write("ab", endingAt: 1, y: 0, ink)
    #expect(canvas.text == "b\n\n")
  }

  @Test("wide scalars take two columns, never straddle the edge, and leave no half behind")
  func wide() {
    var canvas = Canvas(width: 5, height: 3)
    #expect(canvas.write("麦克风", x: 0, y: 0, ink) == 5)
    #expect(canvas.text.hasPrefix("麦克…\n"))
    canvas.put(0x41, x: 1, y: 0, ink)
    #expect(canvas.text.hasPrefix(" A克…\n"))
    canvas.put(0x42, x: 2, y: 0, ink)
    #expect(canvas.text.hasPrefix(" AB …\n"))
    canvas.write("a麦b", x: 0, y: 1, ink)
    canvas.fill(Rect(x: 2, y: 1, width: 1, height: 1), ink)
    #expect(canvas.text.hasSuffix("a  b\n\n"))
  }

  @Test("combining marks join the scalar before them; a leading one is left out")
  func marks() {
    var canvas = Canvas(width: 6, height: 1)
    #expect(canvas.write("\u{301}e\u{301}a", x: 0, y: 0, ink) == 2)
    #expect(canvas.text == "e\u{301}a\n")
  }

  @Test(
    "scalars that would act on the terminal or reorder the line show as a dot",
    arguments: [
      "\u{1B}", "\u{7}", "\n", "\r", "\t", "\u{7F}", "\u{9B}", "\u{202E}", "\u{2066}", "\u{E000}", "\u{2028}",
    ])
  func controls(_ control: String) {
    var canvas = Canvas(width: 6, height: 1)
    canvas.write("a" + control + "b", x: 0, y: 0, ink)
    let text = canvas.text
    #expect(text == "a·b\n")
    #expect(!text.dropLast().unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) })
  }

  @Test("in ASCII, what is not ASCII shows as question marks of its width")
  func ascii() {
    var canvas = Canvas(width: 12, height: 1)
    canvas.write("é麦x\u{1B}", x: 0, y: 0, ink, glyphs: .ascii)
    #expect(canvas.text == "???x?\n")
  }

  @Test(
    "widths agree with the C library's in a UTF-8 locale",
    .enabled(if: LocaleForTests.isUTF8, "needs C.UTF-8"))
  func widths() {
    for value in [0x41, 0xE9, 0x301, 0x2500, 0x2588, 0x28FF, 0x25B6, 0x25CF, 0x4E2D, 0xAC00, 0xFF21, 0x1F600]
      as [UInt32]
    {
      guard let scalar = Unicode.Scalar(value) else { continue }
      #expect(
        ScalarWidth.columnCount(of: scalar) == LocaleForTests.width(value), "U+\(String(value, radix: 16))")
    }
  }
}

@Suite("Colours")
struct ColorTests {
  @Test(
    "24-bit colours go to the nearest of the 256",
    arguments: [
      (0x000000, 16), (0xFFFFFF, 231), (0xFF0000, 196), (0x00FF00, 46), (0x808080, 244), (0x5F87AF, 67),
    ]
      as [(UInt32, Int)])
  func indexed(rgb: UInt32, expected: Int) {
    #expect(Color(rgb).indexed == expected)
  }

  @Test("pure colours have their bright twin among the 16")
  func ansi() {
    #expect(Color(0xFF0000).ansi == 9)
    #expect(Color(0x000000).ansi == 0)
    #expect(Color(0xFFFFFF).ansi == 15)
    #expect(Color(0x123456, ansi: 4).ansi == 4)
    #expect(Color.terminal.isTerminal && !Color(0).isTerminal)
  }

  @Test("the noise of a quiet room is drawn in few colours", arguments: [ColorMap.magma, .cividis, .grey])
  func quietEnd(_ map: ColorMap) {
    let colors = map.colors(for: .direct)
    #expect(Set(colors[..<12].map(\.bits)).count == 4)
    #expect(Set(colors[12...].map(\.bits)).count == 52)
    let light = map.reversed.colors(for: .direct)
    #expect(light[0] == colors[63] && Set(light[..<12].map(\.bits)).count == 4)
  }

  @Test("colour maps grow lighter with every step", arguments: [ColorMap.magma, .cividis, .grey])
  func lightness(_ map: ColorMap) {
    for depth in [ColorDepth.direct, .indexed] {
      let values = map.colors(for: depth).map { color in
        0.2126 * Double(color.rgb >> 16 & 255) + 0.7152 * Double(color.rgb >> 8 & 255) + 0.0722
          * Double(color.rgb & 255)
      }
      #expect(values.count == 64)
      for (darker, lighter) in zip(values, values.dropFirst()) { #expect(lighter >= darker - 1.5) }
    }
  }
}
