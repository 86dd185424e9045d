extension Color {
  /// The 16 standard colours as xterm draws them.
  private static let standard: [UInt32] = [
    0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
    0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
  ]

  /// Index of the nearest of the 16 standard colours.
  static func nearestANSI(to rgb: UInt32) -> Int {
    var best = 0
    var bestDistance = Int.max
    for (index, candidate) in standard.enumerated() {
      let distance = Color.distance(rgb, candidate)
      if distance < bestDistance {
        best = index
        bestDistance = distance
      }
    }
    return best
  }

  /// Index of the nearest colour of xterm's 256, the first 16 left out because users recolour them.
  ///
  /// Range: 16...255: the 6x6x6 cube with levels 0, 95, 135, 175, 215, 255, and 24 greys 8, 18 … 238.
  var indexed: Int {
    let red = Int(rgb >> 16 & 255)
    let green = Int(rgb >> 8 & 255)
    let blue = Int(rgb & 255)
    let (r, g, b) = (Color.cubeStep(red), Color.cubeStep(green), Color.cubeStep(blue))
    let cube =
      UInt32(Color.cubeLevel(r)) << 16 | UInt32(Color.cubeLevel(g)) << 8 | UInt32(Color.cubeLevel(b))
    let greyStep = max(0, min(23, ((red + green + blue) / 3 - 3) / 10))
    let greyLevel = UInt32(8 + 10 * greyStep)
    let grey = greyLevel << 16 | greyLevel << 8 | greyLevel
    return Color.distance(rgb, grey) < Color.distance(rgb, cube)
      ? 232 + greyStep : 16 + 36 * r + 6 * g + b
  }

  private static func cubeStep(_ value: Int) -> Int {
    value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40
  }

  private static func cubeLevel(_ step: Int) -> Int {
    step == 0 ? 0 : 55 + 40 * step
  }

  /// Weighted squared distance; the eye weighs green most ("redmean" with fixed weights).
  private static func distance(_ first: UInt32, _ second: UInt32) -> Int {
    let red = Int(first >> 16 & 255) - Int(second >> 16 & 255)
    let green = Int(first >> 8 & 255) - Int(second >> 8 & 255)
    let blue = Int(first & 255) - Int(second & 255)
    return 2 * red * red + 4 * green * green + 3 * blue * blue
  }
}
