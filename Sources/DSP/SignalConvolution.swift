import Buffers
import CFFTW

/// Convolution of whole signals through the spectrum.
public enum SignalConvolution {
  /// `signal` convolved with `response`, cut to the length of `signal`.
  ///
  /// - Errors: `noTransform` where FFTW has no plan for the length needed.
  public static func convolve(_ signal: [Float], with response: [Float]) throws(DSPError) -> [Float] {
    guard !signal.isEmpty, !response.isEmpty else { return [] }
    let needed = signal.count + response.count - 1
    var size = 1
    while size < needed { size *= 2 }
    try FFTPlan.check(size: size)
    let time = AlignedBuffer(count: size)
    let first = AlignedBuffer(count: size + 2)
    let second = AlignedBuffer(count: size + 2)
    defer { withExtendedLifetime((time, first, second)) {} }
    try transform(signal, time, into: first, size: size)
    try transform(response, time, into: second, size: size)
    let scale = 1 / Float(size)
    for bin in stride(from: 0, to: size + 2, by: 2) {
      let real = first[bin] * second[bin] - first[bin + 1] * second[bin + 1]
      let imaginary = first[bin] * second[bin + 1] + first[bin + 1] * second[bin]
      first[bin] = real * scale
      first[bin + 1] = imaginary * scale
    }
    let spectrum = UnsafeMutableRawPointer(first.base).assumingMemoryBound(to: fftwf_complex.self)
    let plan = try FFTPlan.make(size: size) {
      fftwf_plan_dft_c2r_1d($0, spectrum, time.base, UInt32(FFTW_ESTIMATE))
    }
    fftwf_execute(plan.pointer)
    plan.destroy { fftwf_destroy_plan($0) }
    return Array(time.elements.prefix(signal.count))
  }

  private static func transform(
    _ samples: [Float], _ time: AlignedBuffer, into spectrum: AlignedBuffer, size: Int
  ) throws(DSPError) {
    let output = UnsafeMutableRawPointer(spectrum.base).assumingMemoryBound(to: fftwf_complex.self)
    let plan = try FFTPlan.make(size: size) { fftwf_plan_dft_r2c_1d($0, time.base, output, FFTPlan.flags) }
    time.clear()
    for index in samples.indices { time[index] = samples[index] }
    fftwf_execute(plan.pointer)
    plan.destroy { fftwf_destroy_plan($0) }
  }
}
