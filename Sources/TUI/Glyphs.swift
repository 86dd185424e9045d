/// The scalars that panels are drawn with: Unicode, what the Linux console's font has of it, or ASCII.
public struct Glyphs: Sendable, Equatable {
  /// Whether only ASCII may be drawn.
  public let isASCII: Bool
  /// Whether the font has the Braille patterns.
  let hasBraille: Bool

  let horizontal: UInt32
  let vertical: UInt32
  let topLeft: UInt32
  let topRight: UInt32
  let bottomLeft: UInt32
  let bottomRight: UInt32
  let ellipsis: UInt32
  let marker: UInt32
  let secondMarker: UInt32
  let filledDot: UInt32
  let hollowDot: UInt32
  let middleDot: UInt32
  let peak: UInt32
  let upperHalf: UInt32
  let lowerHalf: UInt32
  let full: UInt32
  let tick: UInt32
  let spanStart: UInt32
  let spanMiddle: UInt32
  let spanEnd: UInt32
  let spanOnly: UInt32
  let scrollThumb: UInt32
  let track: UInt32
  /// Left-to-right fill of one cell in steps, empty first.
  let horizontalSteps: [UInt32]
  /// Light to dark, for pictures without colour.
  let ramp: [UInt32]

  /// Boxes, blocks and Braille.
  public static let unicode = Glyphs(
    isASCII: false, hasBraille: true, horizontal: 0x2500, vertical: 0x2502, topLeft: 0x256D,
    topRight: 0x256E, bottomLeft: 0x2570, bottomRight: 0x256F, ellipsis: 0x2026, marker: 0x25B6,
    secondMarker: 0x25B7, filledDot: 0x25CF, hollowDot: 0x25CB, middleDot: 0xB7, peak: 0x2502,
    upperHalf: 0x2580, lowerHalf: 0x2584, full: 0x2588,
    tick: 0x2534, spanStart: 0x2570, spanMiddle: 0x2500, spanEnd: 0x256F, spanOnly: 0x2575,
    scrollThumb: 0x2588, track: 0x2500,
    horizontalSteps: [0x20, 0x258F, 0x258E, 0x258D, 0x258C, 0x258B, 0x258A, 0x2589, 0x2588],
    ramp: [0x20, 0x2591, 0x2592, 0x2593, 0x2588])

  /// What code page 437 has, and with it the fonts of the Linux console: square boxes, whole and half blocks.
  ///
  /// Source: linux/drivers/tty/vt/cp437.uni.
  public static let console = Glyphs(
    isASCII: false, hasBraille: false, horizontal: 0x2500, vertical: 0x2502, topLeft: 0x250C,
    topRight: 0x2510, bottomLeft: 0x2514, bottomRight: 0x2518, ellipsis: 0x7E, marker: 0x3E,
    secondMarker: 0x2D, filledDot: 0x2A, hollowDot: 0x6F, middleDot: 0xB7, peak: 0x2502, upperHalf: 0x2580,
    lowerHalf: 0x2584, full: 0x2588, tick: 0x2534, spanStart: 0x2514, spanMiddle: 0x2500, spanEnd: 0x2518,
    spanOnly: 0x2502, scrollThumb: 0x2588, track: 0x2500, horizontalSteps: [0x20, 0x258C, 0x2588],
    ramp: [0x20, 0x2591, 0x2592, 0x2593, 0x2588])

  /// Nothing beyond 0x7E.
  public static let ascii = Glyphs(
    isASCII: true, hasBraille: false, horizontal: 0x2D, vertical: 0x7C, topLeft: 0x2B, topRight: 0x2B,
    bottomLeft: 0x2B, bottomRight: 0x2B, ellipsis: 0x7E, marker: 0x3E, secondMarker: 0x2D, filledDot: 0x2A,
    hollowDot: 0x6F, middleDot: 0x2E,
    peak: 0x7C, upperHalf: 0x22, lowerHalf: 0x5F, full: 0x23, tick: 0x2B, spanStart: 0x5C, spanMiddle: 0x5F,
    spanEnd: 0x2F, spanOnly: 0x5E, scrollThumb: 0x23, track: 0x2D,
    horizontalSteps: [0x20, 0x2D, 0x3D, 0x23], ramp: Array(" .:-=+*#%@".unicodeScalars.map(\.value)))
}
