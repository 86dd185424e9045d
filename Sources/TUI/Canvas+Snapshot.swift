extension Canvas {
  /// The text of the canvas, one line a row, without colours; trailing blanks kept off.
  public var text: String {
    var result = String.UnicodeScalarView()
    for y in 0..<height {
      var end = width
      while end > 0, cells[y * width + end - 1].scalar == 0x20 { end -= 1 }
      for x in 0..<end {
        let cell = cells[y * width + x]
        guard cell.scalar != 0, let scalar = Unicode.Scalar(cell.scalar) else { continue }
        result.append(scalar)
        if cell.mark != 0, let mark = Unicode.Scalar(cell.mark) { result.append(mark) }
      }
      result.append("\n")
    }
    return String(result)
  }

  /// Colours and attributes at a place, for tests and pictures.
  public func ink(x: Int, y: Int) -> Ink {
    precondition(x >= 0 && y >= 0 && x < width && y < height, "(\(x), \(y)) is off the canvas")
    let cell = cells[y * width + x]
    return Ink(cell.foreground, on: cell.background, cell.attributes)
  }
}
