/// A confusion matrix with counts and row percentages.
public struct ConfusionMatrixPicture: Sendable {
  private let matrix: ConfusionMatrix
  private let title: String
  private let cell = 62.0

  /// Prepares the picture of `matrix`.
  public init(_ matrix: ConfusionMatrix, title: String) {
    self.matrix = matrix
    self.title = title
  }

  /// The picture as an SVG document.
  public var svg: String {
    let hasSilence = matrix.noSpeechCounts.contains { $0 > 0 }
    let columns = matrix.labels + (hasSilence ? ["no speech"] : [])
    let longest = Double((columns + matrix.labels).map(\.count).max() ?? 0)
    let left = 44 + 7.2 * longest
    let top = 84.0
    let width = max(left + cell * Double(columns.count) + 24, 420)
    let side = cell * Double(matrix.labels.count)
    let bottom = top + side
    var canvas = SVGCanvas(width: width, height: bottom + 46 + 5.4 * longest)
    canvas.text(title, x: 20, y: 30, size: 17, isBold: true)
    canvas.text(summary, x: 20, y: 52, fill: Palette.faint)
    canvas.text("counts, and per cent of the true class", x: 20, y: 70, size: 12, fill: Palette.faint)
    for row in matrix.labels.indices {
      let y = top + cell * Double(row)
      canvas.text(matrix.labels[row], x: left - 10, y: y + cell / 2 + 4.5, anchor: .end)
      for column in columns.indices {
        draw(row: row, column: column, x: left + cell * Double(column), y: y, on: &canvas)
      }
    }
    canvas.rectangle(
      x: left, y: top, width: cell * Double(matrix.labels.count), height: side, fill: "none",
      stroke: Palette.axis)
    for (column, label) in columns.enumerated() {
      let x = left + cell * (Double(column) + 0.5)
      canvas.text(label, x: x + 4, y: bottom + 18, anchor: .end, rotation: -40)
    }
    canvas.text(
      "class given", x: left + side / 2, y: bottom + 36 + 5.4 * longest, anchor: .middle, fill: Palette.faint)
    canvas.text("true class", x: 24, y: top + side / 2, anchor: .middle, fill: Palette.faint, rotation: -90)
    return canvas.svg
  }

  private var summary: String {
    let uar = matrix.uar.map { FixedPoint.percent($0) + " %" } ?? "–"
    let wa = matrix.wa.map { FixedPoint.percent($0) + " %" } ?? "–"
    return "UAR \(uar), WA \(wa), \(matrix.clipCount) clips"
  }

  private func draw(row: Int, column: Int, x: Double, y: Double, on canvas: inout SVGCanvas) {
    let isSilence = column == matrix.labels.count
    let count = isSilence ? matrix.noSpeechCounts[row] : matrix.counts[row][column]
    let support = matrix.supports[row]
    let share = support == 0 ? 0 : Double(count) / Double(support)
    canvas.rectangle(
      x: x, y: y, width: cell, height: cell, fill: isSilence ? "#f4f4f4" : Palette.shade(share),
      stroke: "#ffffff")
    let ink = !isSilence && share > 0.68 ? "#ffffff" : count == 0 ? "#aaaaaa" : Palette.ink
    canvas.text(
      "\(count)", x: x + cell / 2, y: y + cell / 2 - 1, size: 15, anchor: .middle, fill: ink,
      isBold: row == column)
    canvas.text(
      support == 0 ? "–" : FixedPoint.percent(share) + " %", x: x + cell / 2, y: y + cell / 2 + 16, size: 11,
      anchor: .middle, fill: ink)
  }
}
