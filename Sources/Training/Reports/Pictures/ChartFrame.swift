import Glibc

/// A rectangle with two scales, which turns values into places.
struct ChartFrame {
  var left: Double
  var top: Double
  var width: Double
  var height: Double
  var xRange: ClosedRange<Double>
  var yRange: ClosedRange<Double>

  func x(_ value: Double) -> Double {
    left + width * (value - xRange.lowerBound) / (xRange.upperBound - xRange.lowerBound)
  }

  func y(_ value: Double) -> Double {
    top + height - height * (value - yRange.lowerBound) / (yRange.upperBound - yRange.lowerBound)
  }

  /// Draws grid, ticks and names of the axes; `isPercent` writes shares as per cent.
  func draw(
    on canvas: inout SVGCanvas, xName: String, yName: String, xIsPercent: Bool = false,
    yIsPercent: Bool = false
  ) {
    let (xTicks, yTicks) = (Self.ticks(in: xRange, aim: 6), Self.ticks(in: yRange, aim: 5))
    for tick in yTicks {
      canvas.line(from: (left, y(tick)), to: (left + width, y(tick)), stroke: Palette.grid)
      canvas.text(
        Self.label(tick, ticks: yTicks, isPercent: yIsPercent), x: left - 8, y: y(tick) + 4, size: 12,
        anchor: .end)
    }
    for tick in xTicks {
      canvas.line(from: (x(tick), top + height), to: (x(tick), top + height + 5), stroke: Palette.axis)
      canvas.text(
        Self.label(tick, ticks: xTicks, isPercent: xIsPercent), x: x(tick), y: top + height + 20, size: 12,
        anchor: .middle)
    }
    canvas.line(from: (left, top + height), to: (left + width, top + height), stroke: Palette.axis)
    canvas.line(from: (left, top), to: (left, top + height), stroke: Palette.axis)
    canvas.text(xName, x: left + width / 2, y: top + height + 42, anchor: .middle, fill: Palette.faint)
    canvas.text(yName, x: left - 48, y: top + height / 2, anchor: .middle, fill: Palette.faint, rotation: -90)
  }

  /// Round values in `range`, about `aim` of them.
  static func ticks(in range: ClosedRange<Double>, aim: Int) -> [Double] {
    guard let step = step(in: range, aim: aim) else { return [range.lowerBound] }
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    return first > last ? [range.lowerBound] : stride(from: first, through: last, by: 1).map { $0 * step }
  }

  /// `range` widened to the next round values.
  static func rounded(_ range: ClosedRange<Double>, aim: Int) -> ClosedRange<Double> {
    guard let step = step(in: range, aim: aim) else { return range }
    let first = (range.lowerBound / step + 1e-9).rounded(.down) * step
    let last = (range.upperBound / step - 1e-9).rounded(.up) * step
    return first...last
  }

  private static func step(in range: ClosedRange<Double>, aim: Int) -> Double? {
    let span = range.upperBound - range.lowerBound
    guard span > 0, span.isFinite else { return nil }
    let rough = span / Double(aim)
    let power = pow(10, floor(log10(rough)))
    return [1, 2, 2.5, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999 } ?? 10 * power
  }

  private static func label(_ value: Double, ticks: [Double], isPercent: Bool) -> String {
    let scale = isPercent ? 100.0 : 1
    let digits = (0...6).first { digits in
      ticks.allSatisfy { tick in
        let scaled = tick * scale * pow(10, Double(digits))
        return abs(scaled - scaled.rounded()) < 1e-6
      }
    }
    return FixedPoint.text(value * scale, digits: digits ?? 6)
  }
}
