import AudioCapture

/// What a sample may be.
enum SampleValue {
  /// `sample` itself; silence where it is louder than any sound, whose power may be too large for a number, or no number.
  @inline(__always)
  static func sound(_ sample: Float) -> Float { abs(sample) <= SampleEncoding.loudest ? sample : 0 }
}
