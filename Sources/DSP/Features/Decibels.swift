import Glibc

extension FeatureMatrix {
  /// Turns powers into decibels, no softer than `range` below the loudest value of the matrix.
  ///
  /// - Units: dB re 1
  /// - Source: librosa 0.11 `power_to_db` with `ref=1, amin=1e-10, top_db=80`
  mutating func convertToDecibels(range: Float = 80) {
    var loudest = -Float.infinity
    for index in values.indices {
      let level = 10 * log10f(max(values[index], 1e-10))
      values[index] = level
      loudest = max(loudest, level)
    }
    for index in values.indices {
      values[index] = max(values[index], loudest - range)
    }
  }
}
