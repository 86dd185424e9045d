import Buffers
import CFFTW
import Synchronization

/// FFTW's planner keeps global state and may be entered by one thread at a time.
private let planner = Mutex<Void>(())

/// Discrete Fourier transform of real samples in single precision, planned once for one size.
///
/// The plan is FFTW's estimate, never a measurement: the same machine takes the same plan in every run, so the
/// same samples give the same bits.
///
/// - Thread: one at a time for each object; making and destroying them is safe from any thread.
/// - Allocates: on initialisation only.
public struct RealFFT: ~Copyable, @unchecked Sendable {
  /// Samples transformed.
  public let size: Int
  /// Bins of the spectrum, from 0 Hz to half the sample rate.
  public let binCount: Int
  /// The samples to transform; not changed by the transform.
  ///
  /// - Shape: `size`
  public let input: AlignedBuffer
  private let spectrum: AlignedBuffer
  private let plan: OpaquePointer

  /// Plans the transform.
  ///
  /// - Errors: `noTransform` where FFTW has no plan for `size`.
  public init(size: Int) throws(DSPError) {
    guard size > 0, size <= Int(Int32.max) else { throw .noTransform(size: size) }
    let binCount = size / 2 + 1
    let input = AlignedBuffer(count: size)
    let spectrum = AlignedBuffer(count: 2 * binCount)
    guard let plan = Self.makePlan(size: size, input: input, spectrum: spectrum) else {
      throw .noTransform(size: size)
    }
    self.size = size
    self.binCount = binCount
    self.input = input
    self.spectrum = spectrum
    self.plan = plan
  }

  private static func makePlan(size: Int, input: AlignedBuffer, spectrum: AlignedBuffer) -> OpaquePointer? {
    planner.withLock { _ in
      let output = UnsafeMutableRawPointer(spectrum.base).assumingMemoryBound(to: fftwf_complex.self)
      let flags = UInt32(FFTW_ESTIMATE) | UInt32(FFTW_PRESERVE_INPUT)
      return Plan(pointer: fftwf_plan_dft_r2c_1d(Int32(size), input.base, output, flags))
    }.pointer
  }

  deinit {
    let plan = Plan(pointer: plan)
    planner.withLock { _ in fftwf_destroy_plan(plan.pointer) }
  }

  /// Transforms `input` and adds the power of every bin, re² + im², to `power`.
  ///
  /// - Shape: `binCount`
  public mutating func addPower(to power: UnsafeMutablePointer<Float>) {
    fftwf_execute(plan)
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
    fftwf_execute(plan)
    let bins = spectrum.base
    for index in 0..<binCount {
      let real = bins[2 * index]
      let imaginary = bins[2 * index + 1]
      power[index] = real * real + imaginary * imaginary
    }
  }
}

/// Carries a plan through the planner's lock.
private struct Plan: @unchecked Sendable {
  let pointer: OpaquePointer?
}
