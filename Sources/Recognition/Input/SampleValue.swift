/// What a sample may be.
enum SampleValue {
  /// Loudest sample that is taken for sound, as files of floats may be scaled like integers of 32 bits; the power of louder
  /// ones may be too large for a number.
  static let loudest: Float = 0x1p32

  /// `sample` itself; silence where it is louder than any sound, or no number.
  @inline(__always)
  static func sound(_ sample: Float) -> Float { abs(sample) <= loudest ? sample : 0 }
}
