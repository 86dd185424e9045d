extension LineChart {
  /// Accuracy of the answers against the share of clips answered.
  public init(coverage: CoverageCurve, title: String) {
    let lowest = coverage.points.map(\.accuracy).min() ?? 0
    self.init(
      title: title, subtitle: "answering only where the model is sure enough",
      xAxis: Axis(name: "clips answered, %", range: 0...1, isPercent: true),
      yAxis: Axis(
        name: "answers right, %", range: min((lowest * 10).rounded(.down) / 10, 0.9)...1, isPercent: true),
      series: [Series(name: "accuracy", points: coverage.points.map { ($0.coverage, $0.accuracy) })])
  }

  /// UAR when only the first seconds of each clip are heard.
  ///
  /// - Parameter points: seconds heard, mean UAR of the folds, and the 95 % interval of the UAR of all clips together where it is
  ///   known.
  /// - Parameter wholeUAR: UAR when all is heard, drawn across.
  public init(
    uarBySeconds points: [(seconds: Double, uar: Double, interval: ConfidenceInterval?)],
    wholeUAR: Double? = nil, title: String
  ) {
    let hasBand = points.allSatisfy { $0.interval != nil }
    var series = [
      Series(
        name: "UAR", points: points.map { ($0.seconds, $0.uar) },
        band: hasBand ? points.compactMap { $0.interval.map { ($0.lowerBound, $0.upperBound) } } : [],
        hasDots: true)
    ]
    if let wholeUAR, let first = points.first, let last = points.last {
      series.append(
        Series(name: "whole clip", points: [(first.seconds, wholeUAR), (last.seconds, wholeUAR)]))
    }
    self.init(
      title: title,
      subtitle: hasBand ? "line: mean of the folds; band: 95 % interval of all clips together" : "",
      xAxis: Axis(name: "seconds of speech heard"), yAxis: Axis(name: "UAR, %", isPercent: true),
      series: series)
  }
}

/// Loss and score by epoch, side by side.
public struct TrainingCurvesPicture: Sendable {
  /// One epoch.
  public struct Epoch: Sendable, Hashable, Codable {
    /// Mean loss on the training clips.
    public var trainLoss: Double
    /// Mean loss on the validation clips where there are any.
    public var validationLoss: Double?
    /// Score on the training clips. Range: 0...1
    public var trainScore: Double
    /// Score on the validation clips where there are any. Range: 0...1
    public var validationScore: Double?

    /// Records an epoch.
    public init(trainLoss: Double, validationLoss: Double?, trainScore: Double, validationScore: Double?) {
      self.trainLoss = trainLoss
      self.validationLoss = validationLoss
      self.trainScore = trainScore
      self.validationScore = validationScore
    }
  }

  private let title: String
  private let loss: LineChart
  private let score: LineChart

  /// Prepares the curves of `epochs`; `scoreName` is what the score measures, accuracy or UAR.
  public init(_ epochs: [Epoch], scoreName: String, title: String) {
    self.title = title
    func chart(_ axis: LineChart.Axis, _ train: (Epoch) -> Double, _ validation: (Epoch) -> Double?)
      -> LineChart
    {
      let held = epochs.enumerated().compactMap { index, epoch in
        validation(epoch).map { (Double(index + 1), $0) }
      }
      let training = LineChart.Series(
        name: "training", points: epochs.enumerated().map { (Double($0 + 1), train($1)) })
      let series = held.isEmpty ? [training] : [training, LineChart.Series(name: "validation", points: held)]
      return LineChart(title: "", xAxis: LineChart.Axis(name: "epoch"), yAxis: axis, series: series)
    }
    loss = chart(LineChart.Axis(name: "loss"), \.trainLoss, \.validationLoss)
    score = chart(
      LineChart.Axis(name: "\(scoreName), %", range: 0...1, isPercent: true), \.trainScore, \.validationScore)
  }

  /// The picture as an SVG document.
  public var svg: String {
    var canvas = SVGCanvas(width: 920, height: 400)
    canvas.text(title, x: 20, y: 30, size: 17, isBold: true)
    loss.draw(left: 74, top: 76, width: 360, height: 260, on: &canvas)
    score.draw(left: 530, top: 76, width: 360, height: 260, on: &canvas)
    return canvas.svg
  }
}
