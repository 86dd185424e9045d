/// Features of a recording: one row a frame in time order, one column a feature.
public struct FeatureMatrix: Sendable, Equatable {
  /// Frames.
  public let rowCount: Int
  /// What every column holds.
  public let columnNames: [String]
  /// All values, row after row.
  ///
  /// - Shape: `rowCount · columnCount`
  public internal(set) var values: [Float]

  /// Features of a frame.
  public var columnCount: Int { columnNames.count }

  /// Wraps values that lie row after row.
  public init(rowCount: Int, columnNames: [String], values: [Float]) {
    precondition(values.count == rowCount * columnNames.count, "the values do not fill the matrix")
    self.rowCount = rowCount
    self.columnNames = columnNames
    self.values = values
  }

  init(rowCount: Int, columnNames: [String]) {
    self.init(
      rowCount: rowCount, columnNames: columnNames,
      values: Array(repeating: 0, count: rowCount * columnNames.count))
  }

  /// One value.
  public subscript(row: Int, column: Int) -> Float {
    precondition(column >= 0 && column < columnCount)
    return values[row * columnCount + column]
  }

  /// One frame's features.
  public func row(_ index: Int) -> ArraySlice<Float> {
    values[index * columnCount..<(index + 1) * columnCount]
  }

  /// Mean over time of every column.
  ///
  /// - Shape: `columnCount`; zeros where there are no rows
  public func columnMeans() -> [Float] {
    var sums = [Double](repeating: 0, count: columnCount)
    for rowIndex in 0..<rowCount {
      for columnIndex in 0..<columnCount {
        sums[columnIndex] += Double(values[rowIndex * columnCount + columnIndex])
      }
    }
    return sums.map { Float($0 / Double(max(rowCount, 1))) }
  }

  /// The matrix with the columns of `other`, which has as many rows, to the right of its own.
  func appendingColumns(of other: FeatureMatrix) -> FeatureMatrix {
    precondition(other.rowCount == rowCount)
    var joined: [Float] = []
    joined.reserveCapacity(values.count + other.values.count)
    for rowIndex in 0..<rowCount {
      joined += row(rowIndex)
      joined += other.row(rowIndex)
    }
    return FeatureMatrix(
      rowCount: rowCount, columnNames: columnNames + other.columnNames, values: joined)
  }

  /// The matrix as comma-separated text: a line of column names, then a line for each row.
  ///
  /// Values are the shortest decimals that give the same bits back.
  public func csv() -> String {
    var text = columnNames.joined(separator: ",") + "\n"
    for rowIndex in 0..<rowCount {
      text += row(rowIndex).lazy.map { "\($0)" }.joined(separator: ",") + "\n"
    }
    return text
  }
}
