import CSndFile
import Glibc

/// Shows libsndfile a regular file whose header does not know its length as one that goes on to its end.
///
/// - Thread: one at a time.
final class MendedFile {
  private let descriptor: Int32
  private let size: Int
  private let patches: [DeclaredLength.Patch]
  /// Where libsndfile reads next.
  private var position = 0
  /// The system's error number of the read that failed; nil while all is well.
  private(set) var failureNumber: Int32?

  /// Mends the file on `descriptor`, which stays the caller's; nil where libsndfile reads it to its end as it is.
  init?(descriptor: Int32, size: Int, declared: DeclaredLength?) {
    guard let declared, declared.byteCount == nil,
      declared.statedByteCount < size - declared.dataOffset
    else { return nil }
    self.descriptor = descriptor
    self.size = size
    patches = declared.openEnd
  }

  /// Opens the file with libsndfile, which refers to this object unretained.
  func open(_ info: inout SF_INFO) -> OpaquePointer? {
    var callbacks = Self.callbacks
    return sf_open_virtual(
      &callbacks, Int32(SFM_READ), &info, Unmanaged.passUnretained(self).toOpaque())
  }

  private func read(_ target: UnsafeMutableRawPointer, _ count: Int) -> Int {
    let got = pread(descriptor, target, count, off_t(position))
    guard got > 0 else {
      if got < 0 { failureNumber = errno }
      return 0
    }
    for patch in patches {
      patch.apply(to: UnsafeMutableRawBufferPointer(start: target, count: got), from: position)
    }
    position += got
    return got
  }

  private static let callbacks = SF_VIRTUAL_IO(
    get_filelen: { sf_count_t(of($0).size) },
    seek: { offset, whence, context in
      let file = of(context)
      let base =
        switch whence {
        case Int32(SEEK_CUR): file.position
        case Int32(SEEK_END): file.size
        default: 0
        }
      let target = base + Int(offset)
      if target < 0 { return -1 }
      file.position = target
      return sf_count_t(target)
    },
    read: { target, count, context in
      guard let target, count > 0 else { return 0 }
      return sf_count_t(of(context).read(target, Int(count)))
    },
    write: { _, _, _ in 0 },
    tell: { sf_count_t(of($0).position) })

  private static func of(_ context: UnsafeMutableRawPointer?) -> MendedFile {
    guard let context else { preconditionFailure("libsndfile lost the file") }
    return Unmanaged<MendedFile>.fromOpaque(context).takeUnretainedValue()
  }
}
