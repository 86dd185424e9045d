extension Theme {
  /// Soft colours on near-black.
  public static let dark = Theme(
    name: "dark", background: Color(0x12151C, ansi: 0), text: Color(0xD8DEE9, ansi: 7),
    muted: Color(0x7F8AA0, ansi: 8), border: Color(0x3B4354, ansi: 8), accent: Color(0x88C0D0, ansi: 14),
    good: Color(0x8FCB7A, ansi: 10), caution: Color(0xE5C07B, ansi: 11), alarm: Color(0xF0616D, ansi: 9),
    onFill: Color(0x12151C, ansi: 0), selection: Color(0x2B3A4D, ansi: 4),
    waveform: Color(0x6FB7C9, ansi: 6), spectrogram: .magma,
    emotions: [
      Color(0xA9B4C6, ansi: 7), Color(0x56C5B8, ansi: 6), Color(0xF2C94C, ansi: 11),
      Color(0x5B9BF0, ansi: 12), Color(0xF0616D, ansi: 9), Color(0xB48CF2, ansi: 13),
      Color(0x8FB944, ansi: 2), Color(0xF2994A, ansi: 3), Color(0x8C7B6B, ansi: 8),
      Color(0xF285C1, ansi: 5),
    ])

  /// Dark strokes on paper.
  public static let light = Theme(
    name: "light", background: Color(0xFAF8F2, ansi: 15), text: Color(0x2B2F36, ansi: 0),
    muted: Color(0x6B7078, ansi: 8), border: Color(0xC9C5BA, ansi: 8), accent: Color(0x1F6F8B, ansi: 4),
    good: Color(0x2E7D32, ansi: 2), caution: Color(0x9A6700, ansi: 3), alarm: Color(0xC4242F, ansi: 1),
    onFill: Color(0xFFFFFF, ansi: 15), selection: Color(0xD6E4EC, ansi: 7),
    waveform: Color(0x1F6F8B, ansi: 4), spectrogram: ColorMap.magma.reversed,
    emotions: [
      Color(0x6E7682, ansi: 8), Color(0x0F8A7E, ansi: 6), Color(0xB98900, ansi: 3),
      Color(0x2467C9, ansi: 4), Color(0xC4242F, ansi: 1), Color(0x7A43C4, ansi: 5),
      Color(0x5B7F1A, ansi: 2), Color(0xC25E0A, ansi: 11), Color(0x7B6656, ansi: 8),
      Color(0xB83283, ansi: 13),
    ])

  /// Full black, full white and pure hues.
  public static let highContrast = Theme(
    name: "high-contrast", background: Color(0x000000, ansi: 0), text: Color(0xFFFFFF, ansi: 15),
    muted: Color(0xC8C8C8, ansi: 7), border: Color(0x8C8C8C, ansi: 7), accent: Color(0x00FFFF, ansi: 14),
    good: Color(0x00FF5F, ansi: 10), caution: Color(0xFFFF00, ansi: 11), alarm: Color(0xFF5F5F, ansi: 9),
    onFill: Color(0x000000, ansi: 0), selection: Color(0x005F87, ansi: 4),
    waveform: Color(0xFFFFFF, ansi: 15), spectrogram: .grey,
    emotions: [
      Color(0xFFFFFF, ansi: 15), Color(0x00FFFF, ansi: 14), Color(0xFFFF00, ansi: 11),
      Color(0x5FAFFF, ansi: 12), Color(0xFF5F5F, ansi: 9), Color(0xFF87FF, ansi: 13),
      Color(0x00FF00, ansi: 10), Color(0xFFAF00, ansi: 3), Color(0xC8C8C8, ansi: 7),
      Color(0xFF5FD7, ansi: 5),
    ])

  /// Hues that stay apart in every kind of colour blindness, with cividis for the spectrogram.
  ///
  /// Source: M. Okabe and K. Ito, "Color universal design", 2008; P. Tol, "Colour schemes", 2021 ("bright").
  public static let colorBlindSafe = Theme(
    name: "colour-blind safe", background: Color(0x10131A, ansi: 0), text: Color(0xE6E6E6, ansi: 7),
    muted: Color(0x969696, ansi: 8), border: Color(0x454B57, ansi: 8), accent: Color(0x56B4E9, ansi: 14),
    good: Color(0x56B4E9, ansi: 14), caution: Color(0xF0E442, ansi: 11), alarm: Color(0xE8743B, ansi: 9),
    onFill: Color(0x10131A, ansi: 0), selection: Color(0x26405C, ansi: 4),
    waveform: Color(0x56B4E9, ansi: 14), spectrogram: .cividis,
    emotions: [
      Color(0xBBBBBB, ansi: 7), Color(0x66CCEE, ansi: 14), Color(0xF0E442, ansi: 11),
      Color(0x4477AA, ansi: 12), Color(0xD55E00, ansi: 9), Color(0xCC79A7, ansi: 13),
      Color(0x009E73, ansi: 2), Color(0xE69F00, ansi: 3), Color(0x7A7A7A, ansi: 8),
      Color(0xEE99AA, ansi: 5),
    ])
}
