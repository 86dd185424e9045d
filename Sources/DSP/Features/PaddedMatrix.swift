import Buffers

/// A matrix whose rows are filled up with zeros to whole SIMD vectors, for products with a padded vector.
struct PaddedMatrix: Sendable {
  let rowCount: Int
  let columnCount: Int
  private let stride: Int
  private let storage: AlignedBuffer

  private static let laneCount = 8

  /// `count` rounded up to whole vectors.
  static func paddedCount(_ count: Int) -> Int {
    (count + laneCount - 1) / laneCount * laneCount
  }

  /// Evaluates `value(row, column)` for every element.
  init(rowCount: Int, columnCount: Int, value: (Int, Int) -> Double) {
    self.rowCount = rowCount
    self.columnCount = columnCount
    stride = Self.paddedCount(columnCount)
    storage = AlignedBuffer(count: rowCount * stride)
    for row in 0..<rowCount {
      for column in 0..<columnCount {
        storage[row * stride + column] = Float(value(row, column))
      }
    }
  }

  subscript(row: Int, column: Int) -> Float {
    storage[row * stride + column]
  }

  /// Writes the product with a vector.
  ///
  /// - Shape: `vector`: `columnCount`, then anything finite up to whole vectors; `product`: `rowCount`
  func multiply(_ vector: UnsafePointer<Float>, into product: UnsafeMutablePointer<Float>) {
    let vectorSize = MemoryLayout<SIMD8<Float>>.size
    let vector = UnsafeRawPointer(vector)
    for row in 0..<rowCount {
      let weights = UnsafeRawPointer(storage.base + row * stride)
      var sum = SIMD8<Float>()
      for offset in Swift.stride(from: 0, to: stride * MemoryLayout<Float>.size, by: vectorSize) {
        sum +=
          (weights + offset).loadUnaligned(as: SIMD8<Float>.self)
          * (vector + offset).loadUnaligned(as: SIMD8<Float>.self)
      }
      product[row] = sum.sum()
    }
  }
}
