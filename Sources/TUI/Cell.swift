/// How a cell's text is set off.
public struct Attributes: OptionSet, Sendable {
  /// The packed bits.
  public let rawValue: UInt32

  /// Wraps packed bits.
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// Heavier strokes.
  public static let bold = Attributes(rawValue: 1)
  /// Fainter strokes.
  public static let dim = Attributes(rawValue: 2)
  /// A line beneath.
  public static let underline = Attributes(rawValue: 4)
  /// Foreground and background exchanged.
  public static let reverse = Attributes(rawValue: 8)
}

/// The colours and attributes of text.
public struct Ink: Sendable, Equatable {
  /// Colour of the strokes.
  public var foreground: Color
  /// Colour behind them.
  public var background: Color
  /// Bold and its kin.
  public var attributes: Attributes

  /// Combines colours and attributes.
  public init(_ foreground: Color, on background: Color, _ attributes: Attributes = []) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }

  /// The same with `attributes` added.
  public func with(_ attributes: Attributes) -> Ink {
    Ink(foreground, on: background, self.attributes.union(attributes))
  }

  /// The same strokes on another background.
  public func on(_ background: Color) -> Ink {
    Ink(foreground, on: background, attributes)
  }
}

/// One place of the screen: 20 bytes, compared as plain words.
struct Cell: Equatable {
  /// What stands here; 0 in the right half of a wide scalar.
  var scalar: UInt32
  /// A combining mark over it, or 0.
  var mark: UInt32
  var foreground: Color
  var background: Color
  var attributes: Attributes

  init(_ scalar: UInt32, _ ink: Ink) {
    self.scalar = scalar
    mark = 0
    foreground = ink.foreground
    background = ink.background
    attributes = ink.attributes
  }
}
