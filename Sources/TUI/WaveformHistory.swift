/// The lowest and highest sample of each of the last stretches of signal.
public struct WaveformHistory: Sendable {
  /// Columns kept.
  public let capacity: Int
  /// Seconds of signal a column stands for.
  public let columnSeconds: Double
  /// Columns held, at most `capacity`.
  public private(set) var count = 0

  private var lows: [Float]
  private var highs: [Float]
  private var clips: [Bool]
  private var nextIndex = 0

  /// An empty history.
  public init(capacity: Int, columnSeconds: Double) {
    precondition(capacity > 0, "a waveform needs at least one column")
    self.capacity = capacity
    self.columnSeconds = columnSeconds
    lows = Array(repeating: 0, count: capacity)
    highs = Array(repeating: 0, count: capacity)
    clips = Array(repeating: false, count: capacity)
  }

  /// Adds the newest column. Values outside -1...1 are limited, NaN is taken for 0.
  ///
  /// - Allocates: nothing while the history is not shared.
  public mutating func append(low: Float, high: Float, isClipped: Bool) {
    lows[nextIndex] = low.isNaN ? 0 : max(-1, min(1, low))
    highs[nextIndex] = high.isNaN ? 0 : max(-1, min(1, high))
    clips[nextIndex] = isClipped
    nextIndex = (nextIndex + 1) % capacity
    count = min(count + 1, capacity)
  }

  /// Forgets every column.
  public mutating func clear() {
    count = 0
    nextIndex = 0
  }

  /// The column `age` columns before the newest; silence where there is none.
  func column(age: Int) -> (low: Float, high: Float, isClipped: Bool) {
    guard age >= 0, age < count else { return (0, 0, false) }
    let index = (nextIndex - 1 - age + 2 * capacity) % capacity
    return (lows[index], highs[index], clips[index])
  }
}
