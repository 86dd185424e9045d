/// A colour: the terminal's own, or 24 bits of red, green and blue with a stand-in for 16-colour terminals.
///
/// One word, so that cells compare quickly: bits 0-23 RGB, bit 24 set when there is a colour, bits 28-31 the
/// stand-in.
public struct Color: Sendable, Equatable {
  /// The packed word.
  let bits: UInt32

  /// The terminal's own foreground or background.
  public static let terminal = Color(bits: 0)

  init(bits: UInt32) {
    self.bits = bits
  }

  /// A colour from 0xRRGGBB and the index (0...15) that stands in for it on terminals of 8 or 16 colours.
  public init(_ rgb: UInt32, ansi: Int) {
    bits = (rgb & 0xFF_FFFF) | 1 << 24 | UInt32(ansi & 15) << 28
  }

  /// A colour from 0xRRGGBB; the nearest of the 16 standard colours stands in for it.
  public init(_ rgb: UInt32) {
    self.init(rgb, ansi: Color.nearestANSI(to: rgb))
  }

  /// Whether this is the terminal's own colour.
  public var isTerminal: Bool { bits == 0 }
  /// 0xRRGGBB.
  public var rgb: UInt32 { bits & 0xFF_FFFF }
  /// Index among the 16 standard colours.
  public var ansi: Int { Int(bits >> 28) }

  /// This colour mixed with `other`; `share` of 0 is this one, 1 the other.
  public func mixed(with other: Color, share: Float) -> Color {
    func channel(_ shift: UInt32) -> UInt32 {
      let own = Float(rgb >> shift & 255)
      let theirs = Float(other.rgb >> shift & 255)
      return UInt32(max(0, min(255, own + (theirs - own) * share))) << shift
    }
    return Color(channel(0) | channel(8) | channel(16), ansi: share > 0.5 ? other.ansi : ansi)
  }
}

/// How many colours a terminal shows.
public enum ColorDepth: Sendable, Equatable, CaseIterable {
  /// No colour: bold, underline and reverse carry the meaning.
  case none
  /// 8 or 16 colours of the terminal's own palette.
  case ansi
  /// The 256 colours of xterm.
  case indexed
  /// 24 bits.
  case direct
}
