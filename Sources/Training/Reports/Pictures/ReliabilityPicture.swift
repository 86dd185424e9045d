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
      let (left, right) = (frame.x(bin.lowerBound) + 1, frame.x(bin.upperBound) - 1)
      let (width, accuracy, confidence) = (right - left, frame.y(bin.accuracy), frame.y(bin.confidence))
      canvas.rectangle(
        x: left, y: accuracy, width: width, height: frame.y(0) - accuracy, fill: Palette.blue, opacity: 0.85)
      canvas.rectangle(
        x: left, y: min(accuracy, confidence), width: width, height: abs(accuracy - confidence),
        fill: Palette.orange, opacity: 0.35, stroke: Palette.orange)
    }
    canvas.line(
      from: (frame.x(0), frame.y(0)), to: (frame.x(1), frame.y(1)), stroke: Palette.ink, dashes: "5 4")
  }

  private func drawLegend(on canvas: inout SVGCanvas) {
    let entries = [("share right", Palette.blue, 0.85), ("gap to the mean confidence", Palette.orange, 0.35)]
    var x = 74.0
    for (name, colour, opacity) in entries {
      canvas.rectangle(x: x, y: 68, width: 12, height: 12, fill: colour, opacity: opacity)
      canvas.text(name, x: x + 18, y: 78.5, size: 12)
      x += 34 + 6.4 * Double(name.count)
    }
  }
}
