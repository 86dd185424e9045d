/// The last columns of the mel spectrogram, a byte a mel bin.
public struct SpectrogramHistory: Sendable {
  /// Columns kept.
  public let capacity: Int
  /// Centre frequency of every mel bin, lowest first. Units: Hz.
  public let frequencies: [Float]
  /// Seconds a column stands for.
  public let columnSeconds: Double
  /// Columns held, at most `capacity`.
  public private(set) var count = 0

  private var levels: [UInt8]
  private var nextIndex = 0

  /// An empty history.
  public init(capacity: Int, frequencies: [Float], columnSeconds: Double) {
    precondition(capacity > 0, "a spectrogram needs at least one column")
    self.capacity = capacity
    self.frequencies = frequencies
    self.columnSeconds = columnSeconds
    levels = Array(repeating: 0, count: capacity * frequencies.count)
  }

  /// Mel bins of a column.
  public var melBinCount: Int { frequencies.count }

  /// Adds the newest column from log-mel values; `range` says which are drawn darkest and brightest.
  ///
  /// Shape: `melBinCount` values, lowest bin first; missing ones count as the range's lower end, as NaN does.
  /// - Allocates: nothing while the history is not shared.
  public mutating func append(_ values: UnsafeBufferPointer<Float>, range: ClosedRange<Float>) {
    let scale = 255 / max(range.upperBound - range.lowerBound, .leastNormalMagnitude)
    let start = nextIndex * melBinCount
    for bin in 0..<melBinCount {
      let value = bin < values.count ? (values[bin] - range.lowerBound) * scale : 0
      levels[start + bin] = value > 0 ? UInt8(min(value, 255)) : 0
    }
    nextIndex = (nextIndex + 1) % capacity
    count = min(count + 1, capacity)
  }

  /// Adds the newest column from log-mel values in an array.
  public mutating func append(_ values: [Float], range: ClosedRange<Float>) {
    values.withUnsafeBufferPointer { append($0, range: range) }
  }

  /// Forgets every column.
  public mutating func clear() {
    count = 0
    nextIndex = 0
  }

  /// Index of the first level of the column `age` columns before the newest; nil where there is none.
  func offset(age: Int) -> Int? {
    guard age >= 0, age < count else { return nil }
    return (nextIndex - 1 - age + 2 * capacity) % capacity * melBinCount
  }

  func withLevels<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    levels.withUnsafeBufferPointer(body)
  }
}
