/// A grid of cells to draw into, with no terminal behind it.
///
/// Whatever lies outside is clipped, so panels need not check the edges.
public struct Canvas: ~Copyable {
  /// Columns.
  public private(set) var width: Int
  /// Rows.
  public private(set) var height: Int
  /// The cells, row by row.
  private(set) var cells: UnsafeMutableBufferPointer<Cell>

  /// A blank canvas of the terminal's own colours; either size is raised to 1.
  public init(width: Int, height: Int) {
    self.width = max(width, 1)
    self.height = max(height, 1)
    cells = .allocate(capacity: self.width * self.height)
    cells.initialize(repeating: Cell(0x20, Ink(.terminal, on: .terminal)))
  }

  deinit {
    cells.deallocate()
  }

  /// Gives the canvas another size; the content is lost.
  public mutating func resize(width: Int, height: Int) {
    guard max(width, 1) != self.width || max(height, 1) != self.height else { return }
    cells.deallocate()
    self.width = max(width, 1)
    self.height = max(height, 1)
    cells = .allocate(capacity: self.width * self.height)
    cells.initialize(repeating: Cell(0x20, Ink(.terminal, on: .terminal)))
  }

  /// The whole area.
  public var bounds: Rect { Rect(x: 0, y: 0, width: width, height: height) }

  /// Fills `rect` with blanks of `ink`.
  public mutating func fill(_ rect: Rect, _ ink: Ink) {
    let area = rect.clipped(to: bounds)
    guard area.width > 0, area.height > 0 else { return }
    let blank = Cell(0x20, ink)
    for y in area.y..<area.y + area.height {
      splitWide(atX: area.x, y: y)
      splitWide(atX: area.x + area.width, y: y)
      let start = y * width + area.x
      for index in start..<start + area.width { cells[index] = blank }
    }
  }

  /// Puts one scalar that takes one column.
  @inline(__always)
  mutating func put(_ scalar: UInt32, x: Int, y: Int, _ ink: Ink) {
    guard x >= 0, y >= 0, x < width, y < height else { return }
    splitWide(atX: x, y: y)
    splitWide(atX: x + 1, y: y)
    cells[y * width + x] = Cell(scalar, ink)
  }

  /// Puts one scalar that takes two columns; a blank where only one is left before `limit`.
  mutating func putWide(_ scalar: UInt32, x: Int, y: Int, limit: Int, _ ink: Ink) {
    guard x >= 0, x + 1 < min(limit, width), y >= 0, y < height else {
      if x < limit { put(0x20, x: x, y: y, ink) }
      return
    }
    splitWide(atX: x, y: y)
    splitWide(atX: x + 2, y: y)
    cells[y * width + x] = Cell(scalar, ink)
    cells[y * width + x + 1] = Cell(0, ink)
  }

  /// Puts a combining mark on the scalar left of `x`, where it has none yet.
  mutating func putMark(_ mark: UInt32, beforeX x: Int, y: Int) {
    guard y >= 0, y < height, x > 0, x <= width else { return }
    var index = y * width + x - 1
    if cells[index].scalar == 0, x > 1 { index -= 1 }
    if cells[index].scalar > 0x20, cells[index].mark == 0 { cells[index].mark = mark }
  }

  /// Keeps half a wide scalar from being left over where the boundary at `x` is drawn across.
  @inline(__always)
  private mutating func splitWide(atX x: Int, y: Int) {
    guard x > 0, x < width else { return }
    let index = y * width + x
    if cells[index].scalar == 0 {
      cells[index].scalar = 0x20
      cells[index - 1].scalar = 0x20
      cells[index - 1].mark = 0
    }
  }

  /// Repaints the colours of `rect`, leaving its text.
  mutating func tint(_ rect: Rect, _ change: (inout Cell) -> Void) {
    let area = rect.clipped(to: bounds)
    guard area.width > 0, area.height > 0 else { return }
    for y in area.y..<area.y + area.height {
      for x in area.x..<area.x + area.width { change(&cells[y * width + x]) }
    }
  }
}
