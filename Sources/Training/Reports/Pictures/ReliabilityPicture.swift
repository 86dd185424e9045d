/// A reliability diagram: what share is right at each confidence, and how many clips have it.
public struct ReliabilityPicture: Sendable {
  private let calibration: Calibration
  private let title: String

  /// Prepares the diagram of `calibration`.
  public init(_ calibration: Calibration, title: String) {
    self.calibration = calibration
    self.title = title
  }

  /// The picture as an SVG document.
  public var svg: String {
    var canvas = SVGCanvas(width: 480, height: 620)
    canvas.text(title, x: 20, y: 30, size: 17, isBold: true)
    let scores = [("ECE", calibration.ece), ("NLL", calibration.nll), ("Brier", calibration.brier)]
      .map { "\($0.0) \(FixedPoint.text($0.1, digits: 3))" }.joined(separator: ", ")
    canvas.text("\(scores), \(calibration.clipCount) clips", x: 20, y: 52, fill: Palette.faint)
    let main = ChartFrame(left: 74, top: 92, width: 380, height: 330, xRange: 0...1, yRange: 0...1)
    main.draw(on: &canvas, xName: "", yName: "share right, %", xIsPercent: true, yIsPercent: true)
    drawBars(in: main, on: &canvas)
    drawLegend(on: &canvas)
    let most = Double(calibration.bins.map(\.count).max() ?? 1)
    let counts = ChartFrame(
      left: 74, top: 466, width: 380, height: 90, xRange: 0...1, yRange: 0...max(most, 1))
    counts.draw(on: &canvas, xName: "confidence, %", yName: "clips", xIsPercent: true)
    for bin in calibration.bins where bin.count > 0 {
      let (x, y) = (counts.x(bin.lowerBound), counts.y(Double(bin.count)))
      canvas.rectangle(
        x: x + 1, y: y, width: counts.x(bin.upperBound) - x - 2, height: counts.y(0) - y, fill: "#999999")
    }
    return canvas.svg
  }

  private func drawBars(in frame: ChartFrame, on canvas: inout SVGCanvas) {
    for bin in calibration.bins where bin.count > 0 {
      let (left, right) = (frame.x(bin.lowerBound), frame.x(bin.upperBound))
      let (accuracy, confidence) = (frame.y(bin.accuracy), frame.y(bin.confidence))
      canvas.rectangle(
        x: left + 1, y: accuracy, width: right - left - 2, height: frame.y(0) - accuracy, fill: Palette.blue,
        opacity: 0.55)
      canvas.line(from: (left + 1, confidence), to: (right - 1, confidence), stroke: Palette.orange, width: 3)
    }
    canvas.line(
      from: (frame.x(0), frame.y(0)), to: (frame.x(1), frame.y(1)), stroke: Palette.ink, dashes: "5 4")
  }

  private func drawLegend(on canvas: inout SVGCanvas) {
    canvas.rectangle(x: 74, y: 68, width: 12, height: 12, fill: Palette.blue, opacity: 0.55)
    canvas.text("share right", x: 92, y: 78.5, size: 12)
    canvas.line(from: (182, 74), to: (202, 74), stroke: Palette.orange, width: 3)
    canvas.text("mean confidence", x: 208, y: 78.5, size: 12)
  }
}
