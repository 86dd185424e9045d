import CSndFile
import Glibc

/// What libsndfile reads as a file although it lies elsewhere, or otherwise; subclasses say how it is read.
///
/// - Thread: one at a time.
class VirtualFile {
  /// Where libsndfile reads next; seeking only notes the place.
  final var position = 0
  /// Bytes of the file, as libsndfile sees it.
  final var apparentSize: Int

  init(apparentSize: Int) {
    self.apparentSize = apparentSize
  }

  /// Opens the file with libsndfile, which refers to this object unretained.
  final func open(_ info: inout SF_INFO) -> OpaquePointer? {
    var callbacks = Self.callbacks
    return sf_open_virtual(
      &callbacks, Int32(SFM_READ), &info, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Reads up to `count` bytes at `position`, moves it on, and returns how many came.
  func read(_ target: UnsafeMutableRawPointer, _ count: Int) -> Int {
    preconditionFailure("a virtual file says how it is read")
  }

  private static let callbacks = SF_VIRTUAL_IO(
    get_filelen: { sf_count_t(of($0).apparentSize) },
    seek: { offset, whence, context in
      let file = of(context)
      let base =
        switch whence {
        case Int32(SEEK_CUR): file.position
        case Int32(SEEK_END): file.apparentSize
        default: 0
        }
      // Lengths in a header may lead anywhere.
      let (target, isTooFar) = base.addingReportingOverflow(Int(offset))
      if isTooFar || target < 0 { return -1 }
      file.position = target
      return sf_count_t(target)
    },
    read: { target, count, context in
      guard let target, count > 0 else { return 0 }
      return sf_count_t(of(context).read(target, Int(count)))
    },
    write: { _, _, _ in 0 },
    tell: { sf_count_t(of($0).position) })

  private static func of(_ context: UnsafeMutableRawPointer?) -> VirtualFile {
    guard let context else { preconditionFailure("libsndfile lost the file") }
    return Unmanaged<VirtualFile>.fromOpaque(context).takeUnretainedValue()
  }
}
