/// Derivative over time of every column, from a polynomial fitted to the frames around each.
///
/// The polynomial has the degree of the derivative, so the derivative is one number over the whole fit; the
/// frames at either end, which have no full neighbourhood, take that of the first or last full one.
///
/// - Source: librosa 0.11 `feature.delta` (Savitzky–Golay, `mode="interp"`)
struct Delta: Sendable {
  private let namePrefix: String
  private let width: Int
  /// Weights of the frames of a neighbourhood, earliest first.
  private let weights: [Double]

  init(order: Int, width: Int, namePrefix: String) {
    precondition((1...2).contains(order) && width >= 3 && width % 2 == 1)
    self.namePrefix = namePrefix
    self.width = width

    let offsets = (0..<width).map { Double($0 - width / 2) }
    if order == 1 {
      let total = offsets.reduce(0) { $0 + $1 * $1 }
      weights = offsets.map { $0 / total }
    } else {
      let mean = offsets.reduce(0) { $0 + $1 * $1 } / Double(width)
      let curves = offsets.map { $0 * $0 - mean }
      let total = curves.reduce(0) { $0 + $1 * $1 }
      weights = curves.map { 2 * $0 / total }
    }
  }

  /// - Shape: that of `matrix`
  /// - Errors: `tooFewFrames` where the matrix has less rows than the neighbourhood.
  func apply(to matrix: FeatureMatrix) throws(DSPError) -> FeatureMatrix {
    let (rowCount, columnCount) = (matrix.rowCount, matrix.columnCount)
    guard rowCount >= width else { throw .tooFewFrames(frameCount: rowCount, neededCount: width) }
    var result = FeatureMatrix(
      rowCount: rowCount, columnNames: matrix.columnNames.map { "\(namePrefix)_\($0)" })
    for rowIndex in 0..<rowCount {
      let firstRow = min(max(rowIndex - width / 2, 0), rowCount - width)
      for column in 0..<columnCount {
        var sum = 0.0
        for (offset, weight) in weights.enumerated() {
          sum += weight * Double(matrix.values[(firstRow + offset) * columnCount + column])
        }
        result.values[rowIndex * columnCount + column] = Float(sum)
      }
    }
    return result
  }
}
