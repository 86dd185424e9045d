import Buffers
import CFFTW

/// Discrete Fourier transform of real samples in single precision, planned once for one size.
///
/// - Thread: one at a time for each object; making and destroying them is safe from any thread.
/// - Allocates: on initialisation only.
public struct RealFFT: ~Copyable, Sendable {
  /// Samples transformed.
  public let size: Int
  /// Bins of the spectrum, from 0 Hz to half the sample rate.
  public let binCount: Int
  /// The samples to transform; not changed by the transform.
  ///
  /// - Shape: `size`
  public let input: AlignedBuffer
  private let spectrum: AlignedBuffer
  private let plan: FFTPlan

  /// Plans the transform.
  ///
  /// - Errors: `noTransform` where FFTW has no plan for `size`.
  public init(size: Int) throws(DSPError) {
    try FFTPlan.check(size: size)
    let binCount = size / 2 + 1
    let input = AlignedBuffer(count: size)
    let spectrum = AlignedBuffer(count: 2 * binCount)
    let plan = try FFTPlan.make(size: size) { size in
      let output = UnsafeMutableRawPointer(spectrum.base).assumingMemoryBound(to: fftwf_complex.self)
      return fftwf_plan_dft_r2c_1d(size, input.base, output, FFTPlan.flags)
    }
    self.size = size
    self.binCount = binCount
    self.input = input
    self.spectrum = spectrum
    self.plan = plan
  }

  deinit {
    plan.destroy { fftwf_destroy_plan($0) }
  }

  /// Transforms `input` and adds the power of every bin, re² + im², to `power`.
  ///
  /// - Shape: `binCount`
  public mutating func addPower(to power: UnsafeMutablePointer<Float>) {
    fftwf_execute(plan.pointer)
    let bins = spectrum.base
    for index in 0..<binCount {
      let real = bins[2 * index]
      let imaginary = bins[2 * index + 1]
      power[index] += real * real + imaginary * imaginary
    }
  }

  /// Transforms `input` and writes the power of every bin, re² + im², to `power`.
  ///
  /// - Shape: `binCount`
  public mutating func writePower(to power: UnsafeMutablePointer<Float>) {
    fftwf_execute(plan.pointer)
    let bins = spectrum.base
    for index in 0..<binCount {
      let real = bins[2 * index]
      let imaginary = bins[2 * index + 1]
      power[index] = real * real + imaginary * imaginary
    }
  }
}
