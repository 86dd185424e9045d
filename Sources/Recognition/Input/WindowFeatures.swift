import Buffers
import DSP

/// Features of one stretch, ready for a network.
public struct WindowFeatures: Sendable {
  /// Numbers, one step after the other.
  public let values: AlignedBuffer
  /// Steps.
  public let stepCount: Int

  /// Numbers of a step.
  public var width: Int { stepCount == 0 ? 0 : values.count / stepCount }

  /// Wraps `values`, which fill `stepCount` steps.
  public init(values: AlignedBuffer, stepCount: Int) {
    precondition(stepCount > 0 && values.count % stepCount == 0, "the values do not fill the steps")
    self.values = values
    self.stepCount = stepCount
  }
}

extension WindowInput {
  /// Features of `samples`, which are a whole stretch at ``sampleRate``; what is no number counts as silence.
  ///
  /// - Shape: `stepCount` x ``width``
  /// - Errors: none for an input that was validated.
  public func features(of samples: UnsafeBufferPointer<Float>) throws(DSPError) -> WindowFeatures {
    let stretch = cut(samples)
    guard let extractor else {
      return WindowFeatures(values: AlignedBuffer(stretch), stepCount: stretch.count)
    }
    let matrix = try extractor.extract(from: stretch, sampleRate: sampleRate)
    guard kind.hasFrames else {
      return WindowFeatures(values: AlignedBuffer(matrix.values), stepCount: 1)
    }
    switch layout {
    case .frames: return WindowFeatures(values: AlignedBuffer(matrix.values), stepCount: matrix.rowCount)
    case .means: return WindowFeatures(values: AlignedBuffer(matrix.columnMeans()), stepCount: 1)
    case .vector:
      let values = AlignedBuffer(count: matrix.values.count)
      for row in 0..<matrix.rowCount {
        for column in 0..<matrix.columnCount {
          values[column * matrix.rowCount + row] = matrix.values[row * matrix.columnCount + column]
        }
      }
      return WindowFeatures(values: values, stepCount: 1)
    }
  }

  /// The stretch of the right length: its beginning after the offset where the span is a clip, else its end; then silence.
  func cut(_ samples: UnsafeBufferPointer<Float>) -> [Float] {
    let first: Int
    switch span {
    case .clip: first = min(offsetSampleCount, samples.count)
    case .utterance: first = max(0, samples.count - longestSampleCount)
    }
    let last = min(samples.count, first + longestSampleCount)
    var stretch = samples[first..<last].map(SampleValue.sound)
    let wanted = max(fixedSampleCount ?? 0, minimumSampleCount)
    if stretch.count < wanted { stretch += repeatElement(0, count: wanted - stretch.count) }
    return stretch
  }
}
