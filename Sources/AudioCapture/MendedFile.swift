import CSndFile
import Glibc

/// Shows libsndfile a regular file whose header does not know its length as one that goes on to its end.
///
/// - Thread: one at a time.
final class MendedFile: VirtualFile {
  private let descriptor: Int32
  private let patches: [DeclaredLength.Patch]
  /// The system's error number of the read that failed; nil while all is well.
  private(set) var failureNumber: Int32?

  /// Mends the file on `descriptor`, which stays the caller's; nil where libsndfile reads it to its end as it is.
  init?(descriptor: Int32, size: Int, declared: DeclaredLength?) {
    guard let declared, declared.byteCount == nil,
      declared.statedByteCount < size - declared.dataOffset
    else { return nil }
    self.descriptor = descriptor
    patches = declared.openEnd
    super.init(apparentSize: size)
  }

  override func read(_ target: UnsafeMutableRawPointer, _ count: Int) -> Int {
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
}
