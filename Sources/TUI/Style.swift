/// Everything that decides how the same state looks: theme, glyphs, and how many colours there are.
public struct Style: Sendable, Equatable {
  /// Colours by role.
  public var theme: Theme
  /// Unicode or ASCII.
  public var glyphs: Glyphs
  /// What the terminal shows; without colour, panels use ramps and letters instead.
  public var depth: ColorDepth

  /// Combines a theme, a set of glyphs and a colour depth.
  public init(theme: Theme = .dark, glyphs: Glyphs = .unicode, depth: ColorDepth = .direct) {
    self.theme = theme
    self.glyphs = glyphs
    self.depth = depth
  }

  /// Whether colour may carry meaning.
  var isColored: Bool { depth != .none }

  var text: Ink { Ink(theme.text, on: theme.background) }
  var muted: Ink { Ink(theme.muted, on: theme.background) }
  var border: Ink { Ink(theme.border, on: theme.background) }
  var title: Ink { Ink(theme.accent, on: theme.background, .bold) }

  func ink(_ color: Color, _ attributes: Attributes = []) -> Ink {
    Ink(color, on: theme.background, attributes)
  }

  /// A filled badge; reversed where there is no colour.
  func badge(_ color: Color) -> Ink {
    isColored
      ? Ink(theme.onFill, on: color, .bold) : Ink(theme.text, on: theme.background, [.bold, .reverse])
  }
}
