/// Colours from quiet to loud that step evenly to the eye, in 64 steps.
public struct ColorMap: Sendable, Equatable {
  /// 64 colours, the quietest first.
  private let colors: [Color]
  /// The same as they are drawn: the quietest ones three by three. The eye does not tell those apart, and the noise of a
  /// quiet room, which lies among them, would have most of the picture written anew with every column.
  private let drawnColors: [Color]
  /// The same for terminals of 256 colours: fewer steps, picked so that lightness still rises with every one.
  private let indexedColors: [Color]
  private static let coarseCount = 12

  private init(_ values: [UInt32], indexed: [UInt32], ansi: [Int]) {
    let colors = values.enumerated().map { index, value in
      Color(value, ansi: ansi[index * ansi.count / values.count])
    }
    self.init(
      colors: colors, indexedColors: values.indices.map { Color(indexed[$0 * indexed.count / values.count]) })
  }

  private init(colors: [Color], indexedColors: [Color]) {
    self.colors = colors
    drawnColors = colors.indices.map { colors[$0 < Self.coarseCount ? $0 / 3 * 3 : $0] }
    self.indexedColors = indexedColors
  }

  /// The same colours with quiet and loud exchanged, for a light screen.
  var reversed: ColorMap {
    ColorMap(colors: colors.reversed(), indexedColors: indexedColors.reversed())
  }

  /// The 64 colours for a depth; the last is the loudest.
  func colors(for depth: ColorDepth) -> [Color] {
    depth == .indexed ? indexedColors : drawnColors
  }

  /// Black through purple to cream.
  ///
  /// Source: S. van der Walt and N. Smith, matplotlib 1.5; every fourth of the 256 published values.
  public static let magma = ColorMap(
    [
      0x000004, 0x020109, 0x030312, 0x06051A, 0x0A0822, 0x0E0B2B, 0x130D34, 0x180F3D,
      0x1D1147, 0x221150, 0x29115A, 0x311165, 0x38106C, 0x3F0F72, 0x451077, 0x4C117A,
      0x52137C, 0x59157E, 0x5F187F, 0x651A80, 0x6B1D81, 0x721F81, 0x782281, 0x7E2482,
      0x842681, 0x8B2981, 0x912B81, 0x982D80, 0x9E2F7F, 0xA5317E, 0xAB337C, 0xB2357B,
      0xBA3878, 0xC03A76, 0xC73D73, 0xCD4071, 0xD3436E, 0xD9466B, 0xDF4A68, 0xE44F64,
      0xE95462, 0xED5A5F, 0xF1605D, 0xF4675C, 0xF66E5C, 0xF8765C, 0xFA7D5E, 0xFB8560,
      0xFC8C63, 0xFD9467, 0xFD9B6B, 0xFEA36F, 0xFEAA74, 0xFEB47B, 0xFEBB81, 0xFEC287,
      0xFECA8D, 0xFED194, 0xFED89A, 0xFDE0A1, 0xFDE7A9, 0xFCEEB0, 0xFCF6B8, 0xFCFDBF,
    ],
    indexed: [
      0x000000, 0x00005F, 0x5F005F, 0x5F0087, 0x870087, 0xAF0087, 0xD7005F,
      0xD75F5F, 0xFF5F5F, 0xFF875F, 0xFFAF5F, 0xFFD787, 0xFFFFAF,
    ],
    ansi: [0, 0, 4, 5, 5, 1, 9, 11, 15])

  /// Blue to yellow, for readers who do not tell red from green.
  ///
  /// Source: J. Nuñez, C. Anderton, R. Renslow, PLOS ONE 13(7), 2018; every fourth of the 256 published values.
  public static let cividis = ColorMap(
    [
      0x00224E, 0x002554, 0x00285B, 0x002B62, 0x002E6A, 0x003070, 0x053371, 0x123570,
      0x1A386F, 0x213B6E, 0x273E6E, 0x2E416D, 0x33446D, 0x38476C, 0x3C4A6C, 0x404C6C,
      0x444F6C, 0x48526C, 0x4C556C, 0x50576C, 0x545A6D, 0x575D6D, 0x5B606E, 0x5E636F,
      0x62656F, 0x656870, 0x696B71, 0x6C6E72, 0x707173, 0x737475, 0x777776, 0x7A7A78,
      0x7E7D78, 0x828079, 0x868379, 0x8A8678, 0x8E8978, 0x928C78, 0x958F77, 0x999277,
      0x9D9576, 0xA19975, 0xA59C74, 0xA99F73, 0xADA272, 0xB1A570, 0xB6A96F, 0xBAAC6D,
      0xBEAF6B, 0xC2B369, 0xC6B667, 0xCBB965, 0xCFBD62, 0xD4C15F, 0xD9C55C, 0xDDC858,
      0xE1CC55, 0xE6D051, 0xEAD34C, 0xEFD748, 0xF3DB42, 0xF8DF3C, 0xFDE334, 0xFEE838,
    ],
    indexed: [
      0x00005F, 0x5F5F5F, 0x5F5F87, 0x6C6C6C, 0x87875F, 0x8A8A8A, 0xAFAF5F, 0xD7AF5F,
      0xD7D75F, 0xFFD75F,
    ],
    ansi: [0, 4, 4, 8, 8, 7, 3, 11])

  /// Black to white.
  public static let grey = ColorMap(
    (0..<64).map { UInt32($0 * 255 / 63) * 0x01_0101 },
    indexed: [0] + (0..<24).map { UInt32(8 + 10 * $0) * 0x01_0101 } + [0xFFFFFF], ansi: [0, 8, 7, 15])
}
