/// An area of the canvas, in cells.
public struct Rect: Sendable, Equatable {
  /// Leftmost column.
  public var x: Int
  /// Topmost row.
  public var y: Int
  /// Columns; never negative.
  public var width: Int
  /// Rows; never negative.
  public var height: Int

  /// An area; negative sizes become 0.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = max(width, 0)
    self.height = max(height, 0)
  }

  /// The part of this area within `other`.
  public func clipped(to other: Rect) -> Rect {
    let left = max(x, other.x)
    let top = max(y, other.y)
    return Rect(
      x: left, y: top, width: min(x + width, other.x + other.width) - left,
      height: min(y + height, other.y + other.height) - top)
  }

  /// This area without a border of one cell.
  public var inner: Rect { Rect(x: x + 1, y: y + 1, width: width - 2, height: height - 2) }

  /// An area of at most this size in the middle of this one.
  public func centered(width: Int, height: Int) -> Rect {
    let wide = min(width, self.width)
    let high = min(height, self.height)
    return Rect(
      x: x + (self.width - wide) / 2, y: y + (self.height - high) / 2, width: wide, height: high)
  }

  /// The row just under this area's last.
  var bottom: Int { y + height }
  /// The column just right of this area's last.
  var right: Int { x + width }
}
