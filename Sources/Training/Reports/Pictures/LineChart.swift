/// One or more curves over common axes.
public struct LineChart: Sendable {
  /// A curve.
  public struct Series: Sendable {
    /// Name in the legend.
    public var name: String
    /// Values in the order of x; points that are not finite are left out.
    public var points: [(x: Double, y: Double)]
    /// Lower and upper bound at each point, drawn as a band; empty for none.
    public var band: [(lowerBound: Double, upperBound: Double)]
    /// Whether each point is marked.
    public var hasDots: Bool

    /// Describes a curve.
    public init(
      name: String, points: [(x: Double, y: Double)], band: [(lowerBound: Double, upperBound: Double)] = [],
      hasDots: Bool = false
    ) {
      precondition(
        band.isEmpty || band.count == points.count, "a band of \(band.count) for \(points.count) points")
      self.name = name
      self.points = points
      self.band = band
      self.hasDots = hasDots
    }
  }

  /// An axis.
  public struct Axis: Sendable {
    /// What it measures, with the unit.
    public var name: String
    /// Its range; nil takes what the curves need.
    public var range: ClosedRange<Double>?
    /// Whether shares are written as per cent.
    public var isPercent: Bool

    /// Describes an axis.
    public init(name: String, range: ClosedRange<Double>? = nil, isPercent: Bool = false) {
      self.name = name
      self.range = range
      self.isPercent = isPercent
    }
  }

  private let title: String
  private let subtitle: String
  let xAxis: Axis
  let yAxis: Axis
  let series: [Series]

  /// Prepares a chart of `series`.
  public init(title: String, subtitle: String = "", xAxis: Axis, yAxis: Axis, series: [Series]) {
    self.title = title
    self.subtitle = subtitle
    self.xAxis = xAxis
    self.yAxis = yAxis
    self.series = series
  }

  /// The picture as an SVG document.
  public var svg: String {
    var canvas = SVGCanvas(width: 620, height: 420)
    canvas.text(title, x: 20, y: 30, size: 17, isBold: true)
    canvas.text(subtitle, x: 20, y: 52, fill: Palette.faint)
    draw(left: 74, top: 92, width: 520, height: 264, on: &canvas)
    return canvas.svg
  }

  /// Draws legend, axes and curves; the legend stands above `top`.
  func draw(left: Double, top: Double, width: Double, height: Double, on canvas: inout SVGCanvas) {
    let finite = series.map { series in
      series.points.indices.filter { series.points[$0].x.isFinite && series.points[$0].y.isFinite }
    }
    let points = zip(series, finite).flatMap { series, indices in indices.map { series.points[$0] } }
    let bounds = series.flatMap { $0.band.flatMap { [$0.lowerBound, $0.upperBound] } }.filter(\.isFinite)
    let frame = ChartFrame(
      left: left, top: top, width: width, height: height,
      xRange: xAxis.range ?? Self.range(of: points.map(\.x)),
      yRange: yAxis.range ?? roundedRange(of: points.map(\.y) + bounds))
    frame.draw(
      on: &canvas, xName: xAxis.name, yName: yAxis.name, xIsPercent: xAxis.isPercent,
      yIsPercent: yAxis.isPercent)
    var legendX = left
    for (index, (series, indices)) in zip(series, finite).enumerated() {
      let colour = Palette.series[index % Palette.series.count]
      draw(series, indices: indices, in: frame, colour: colour, on: &canvas)
      guard self.series.count > 1 else { continue }
      canvas.line(from: (legendX, top - 16), to: (legendX + 20, top - 16), stroke: colour, width: 3)
      canvas.text(series.name, x: legendX + 26, y: top - 12, size: 12)
      legendX += 46 + 6.6 * Double(series.name.count)
    }
  }

  private func draw(
    _ series: Series, indices: [Int], in frame: ChartFrame, colour: String, on canvas: inout SVGCanvas
  ) {
    let places = indices.map { (x: frame.x(series.points[$0].x), y: frame.y(series.points[$0].y)) }
    if !series.band.isEmpty {
      let upper = zip(indices, places).map { (x: $1.x, y: frame.y(series.band[$0].upperBound)) }
      let lower = zip(indices, places).map { (x: $1.x, y: frame.y(series.band[$0].lowerBound)) }
      canvas.area(upper + lower.reversed(), fill: colour, opacity: 0.18)
    }
    if places.count > 1 { canvas.curve(places, stroke: colour) }
    if series.hasDots || places.count == 1 {
      for place in places { canvas.dot(x: place.x, y: place.y, radius: 3.5, fill: colour) }
    }
  }

  /// The range of `values` to the next round ones; twice, since a wider range may take wider steps.
  private func roundedRange(of values: [Double]) -> ClosedRange<Double> {
    ChartFrame.rounded(ChartFrame.rounded(Self.range(of: values), aim: 5), aim: 5)
  }

  /// The range of `values`, with some air where they are all the same.
  static func range(of values: [Double]) -> ClosedRange<Double> {
    guard let lowest = values.min(), let highest = values.max() else { return 0...1 }
    let air = highest > lowest ? 0 : max(abs(highest), 1) * 0.1
    return lowest - air...highest + air
  }
}
