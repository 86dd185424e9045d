import CFFTW
import Synchronization

/// A plan of FFTW's, of either precision.
///
/// Plans are FFTW's estimates, never measurements: the same machine takes the same plan in every run, so the same
/// samples give the same bits. FFTW's planner keeps global state and is entered by one thread at a time.
struct FFTPlan: @unchecked Sendable {
  let pointer: OpaquePointer

  /// The flags of every plan.
  static let flags = UInt32(FFTW_ESTIMATE) | UInt32(FFTW_PRESERVE_INPUT)

  private static let planner = Mutex<Void>(())

  /// Runs `make`, which calls FFTW's planner.
  ///
  /// - Errors: `noTransform` where FFTW has no plan for `size`.
  static func make(size: Int, _ make: (Int32) -> OpaquePointer?) throws(DSPError) -> FFTPlan {
    let plan = planner.withLock { _ in make(Int32(size)).map(FFTPlan.init(pointer:)) }
    guard let plan else { throw .noTransform(size: size) }
    return plan
  }

  /// Runs `destroy`, which gives the plan back to FFTW.
  func destroy(_ destroy: (OpaquePointer) -> Void) {
    Self.planner.withLock { _ in destroy(pointer) }
  }

  /// Sizes that FFTW's interface can name.
  static func check(size: Int) throws(DSPError) {
    guard size > 0, size <= Int(Int32.max) else { throw .noTransform(size: size) }
  }
}
