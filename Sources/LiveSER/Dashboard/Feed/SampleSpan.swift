/// What a stretch of samples amounts to for meters and the waveform.
struct SampleSpan {
  private(set) var low: Float = 0
  private(set) var high: Float = 0
  private(set) var clippedCount = 0
  private(set) var count = 0
  private var squares: Float = 0

  /// Greatest magnitude.
  var peak: Float { max(-low, high) }
  /// Mean power.
  var meanSquare: Float { count > 0 ? squares / Float(count) : 0 }

  /// Adds samples; what is not finite counts as 0.
  mutating func take(_ samples: UnsafeBufferPointer<Float>) {
    var (low, high, squares, clipped) = (self.low, self.high, self.squares, 0)
    for sample in samples {
      let value = sample.isFinite ? sample : 0
      low = min(low, value)
      high = max(high, value)
      squares += value * value
      if abs(value) >= LevelTracker.clippingThreshold { clipped += 1 }
    }
    self.low = low
    self.high = high
    self.squares = squares
    clippedCount += clipped
    count += samples.count
  }
}
