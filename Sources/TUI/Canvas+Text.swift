/// Where text goes when it is too long for its room.
public enum Truncation: Sendable {
  /// The end is cut and marked.
  case tail
  /// The start is cut and marked: the end of a path says most.
  case head
}

extension Canvas {
  /// What stands for a control scalar or one that would reorder the line.
  private static let replacement: UInt32 = 0xB7

  /// Writes `text` at (x, y) within `room` columns and gives the columns used.
  ///
  /// Control scalars, line breaks, direction overrides and private-use scalars show as a middle dot; combining
  /// marks join the scalar before them; wide scalars never straddle the edge.
  @discardableResult
  public mutating func write(
    _ text: String, x: Int, y: Int, _ ink: Ink, room: Int = .max, truncation: Truncation = .tail,
    glyphs: Glyphs = .unicode
  ) -> Int {
    let limit = room > width - x ? width : x + room
    guard limit > x, y >= 0, y < height else { return 0 }
    let columns = limit - x
    let total = Canvas.columnCount(of: text, upTo: columns + 1)
    guard total > columns else { return append(text.unicodeScalars, x: x, y: y, limit: limit, ink, glyphs) }
    if columns == 1 {
      put(glyphs.ellipsis, x: x, y: y, ink)
      return 1
    }
    switch truncation {
    case .tail:
      let used = append(text.unicodeScalars, x: x, y: y, limit: limit - 1, ink, glyphs)
      put(glyphs.ellipsis, x: x + used, y: y, ink)
      return used + 1
    case .head:
      var rest = text.unicodeScalars[...]
      var length = Canvas.columnCount(of: text, upTo: .max)
      while length > columns - 1, let first = rest.popFirst() {
        length -= Canvas.columnCount(of: first)
      }
      while let first = rest.first, Canvas.columnCount(of: first) == 0 { rest.removeFirst() }
      put(glyphs.ellipsis, x: x, y: y, ink)
      return 1 + append(rest, x: x + 1, y: y, limit: limit, ink, glyphs)
    }
  }

  /// Writes `text` so that it ends before column `right`, and gives the column it starts at.
  @discardableResult
  public mutating func write(
    _ text: String, endingAt right: Int, y: Int, _ ink: Ink, room: Int = .max, glyphs: Glyphs = .unicode
  ) -> Int {
    let columns = min(Canvas.columnCount(of: text, upTo: width), room)
    write(text, x: right - columns, y: y, ink, room: columns, glyphs: glyphs)
    return right - columns
  }

  private mutating func append(
    _ scalars: some Sequence<Unicode.Scalar>, x: Int, y: Int, limit: Int, _ ink: Ink, _ glyphs: Glyphs
  ) -> Int {
    var column = x
    for scalar in scalars {
      let shown = Canvas.isShown(scalar) ? scalar.value : Canvas.replacement
      let columns = Canvas.columnCount(of: scalar)
      if columns == 0 {
        if !glyphs.isASCII, shown == scalar.value, column > x { putMark(shown, beforeX: column, y: y) }
        continue
      }
      if column + columns > limit { break }
      if glyphs.isASCII, shown > 0x7E {
        for offset in 0..<columns { put(0x3F, x: column + offset, y: y, ink) }
      } else if columns == 2 {
        putWide(shown, x: column, y: y, limit: limit, ink)
      } else {
        put(shown, x: column, y: y, ink)
      }
      column += columns
    }
    return column - x
  }

  /// Columns `text` takes, counted no further than `limit`.
  static func columnCount(of text: String, upTo limit: Int = .max) -> Int {
    var total = 0
    for scalar in text.unicodeScalars {
      total += columnCount(of: scalar)
      if total >= limit { return limit }
    }
    return total
  }

  private static func columnCount(of scalar: Unicode.Scalar) -> Int {
    if scalar.value >= 0x20 && scalar.value < 0x7F { return 1 }
    guard isShown(scalar) else { return isDropped(scalar) ? 0 : 1 }
    return ScalarWidth.columnCount(of: scalar)
  }

  /// Joiners and variation selectors have no columns and no dot.
  private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xAD, 0x200B...0x200D, 0x2060, 0xFEFF, 0xFE00...0xFE0F: true
    default: false
    }
  }

  /// Whether a scalar may reach the terminal as it is.
  private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value >= 0x20 && scalar.value < 0x7F { return true }
    if scalar.value < 0xA0 || isDropped(scalar) { return false }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
      return false
    default: return true
    }
  }
}
