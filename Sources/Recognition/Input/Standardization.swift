import Buffers

/// Mean and deviation of every feature over the training clips.
public struct Standardization: Sendable, Equatable {
  /// One value a feature.
  public var mean: [Float]
  /// One value a feature; 1 where the feature does not change more than ``leastDeviation``.
  public var deviation: [Float]

  /// Deviation below which a feature says nothing: mel powers of bands that the recordings leave empty, which hold 16-bit
  /// rounding and the click at a recording's end. Divided by so little, another microphone's sound there would drown all else.
  static let leastDeviation: Float = 1e-6

  /// Wraps values found before.
  public init(mean: [Float], deviation: [Float]) {
    precondition(mean.count == deviation.count, "there must be one mean for each deviation")
    self.mean = mean
    self.deviation = deviation
  }

  /// Measures `clips`, whose steps all have the same width; every step weighs the same.
  ///
  /// - Source: scikit-learn `StandardScaler` (deviation over the number of values)
  public init(measuring clips: some Collection<WindowFeatures>) {
    let width = clips.first?.width ?? 0
    var sums = [Double](repeating: 0, count: width)
    var squares = sums
    var count = 0.0
    for clip in clips {
      precondition(clip.width == width, "all clips must have the same features")
      for step in 0..<clip.stepCount {
        let values = clip.values.base + step * width
        for index in 0..<width { sums[index] += Double(values[index]) }
      }
      count += Double(clip.stepCount)
    }
    let means = sums.map { $0 / max(count, 1) }
    for clip in clips {
      for step in 0..<clip.stepCount {
        let values = clip.values.base + step * width
        for index in 0..<width {
          let difference = Double(values[index]) - means[index]
          squares[index] += difference * difference
        }
      }
    }
    withExtendedLifetime(clips) {}
    mean = means.map { Float($0) }
    deviation = squares.map {
      let deviation = Float(($0 / max(count, 1)).squareRoot())
      return deviation > Self.leastDeviation ? deviation : 1
    }
  }

  /// Writes the standardised `stepCount` steps of `source` to `target`.
  public func apply(
    to source: UnsafePointer<Float>, stepCount: Int, into target: UnsafeMutablePointer<Float>
  ) {
    let width = mean.count
    mean.withUnsafeBufferPointer { mean in
      deviation.withUnsafeBufferPointer { deviation in
        for step in 0..<stepCount {
          for index in 0..<width {
            let place = step * width + index
            target[place] = (source[place] - mean[index]) / deviation[index]
          }
        }
      }
    }
  }
}
