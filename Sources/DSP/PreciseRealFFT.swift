import CFFTW

/// Discrete Fourier transform of real samples in double precision, for spectra whose valleys matter.
///
/// Single precision leaves about −140 dB of noise beneath the loudest bin; the spectral contrast of a recording
/// with an empty band would measure that instead of the recording.
///
/// - Thread: one at a time for each object; making and destroying them is safe from any thread.
/// - Allocates: on initialisation only.
struct PreciseRealFFT: ~Copyable, @unchecked Sendable {
  let size: Int
  let binCount: Int
  /// The samples to transform; not changed by the transform.
  ///
  /// - Shape: `size`
  let input: UnsafeMutablePointer<Double>
  private let spectrum: UnsafeMutablePointer<Double>
  private let plan: FFTPlan

  /// Plans the transform.
  ///
  /// - Errors: `noTransform` where FFTW has no plan for `size`.
  init(size: Int) throws(DSPError) {
    try FFTPlan.check(size: size)
    let binCount = size / 2 + 1
    let input = Self.allocate(size)
    let spectrum = Self.allocate(2 * binCount)
    let plan: FFTPlan
    do {
      plan = try FFTPlan.make(size: size) { size in
        let output = UnsafeMutableRawPointer(spectrum).assumingMemoryBound(to: fftw_complex.self)
        return fftw_plan_dft_r2c_1d(size, input, output, FFTPlan.flags)
      }
    } catch {
      input.deallocate()
      spectrum.deallocate()
      throw error
    }
    self.size = size
    self.binCount = binCount
    self.input = input
    self.spectrum = spectrum
    self.plan = plan
  }

  deinit {
    plan.destroy { fftw_destroy_plan($0) }
    input.deallocate()
    spectrum.deallocate()
  }

  /// Doubles on a 64-byte boundary, zero at the start.
  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Double> {
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Double>.stride, alignment: 64)
    let base = raw.bindMemory(to: Double.self, capacity: count)
    base.initialize(repeating: 0, count: count)
    return base
  }

  /// Sets `input` to zeros.
  mutating func clearInput() {
    input.update(repeating: 0, count: size)
  }

  /// Transforms `input` and writes the power of every bin, re² + im², rounded to single precision.
  ///
  /// - Shape: `binCount`
  mutating func writePower(to power: UnsafeMutablePointer<Float>) {
    fftw_execute(plan.pointer)
    for index in 0..<binCount {
      let real = spectrum[2 * index]
      let imaginary = spectrum[2 * index + 1]
      power[index] = Float(real * real + imaginary * imaginary)
    }
  }
}
