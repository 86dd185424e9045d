import AudioCapture
import Foundation
import Glibc

/// Files that are read whole.
public enum InputFile {
  /// All bytes of the file at `path`, a text as `String(pathBytes:)` makes it; nil where it cannot be read, with errno.
  public static func contents(_ path: String) -> Data? {
    let descriptor = open(path.systemPath ?? [0], O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    var data = Data()
    var block = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = read(descriptor, &block, block.count)
      if count < 0, errno == EINTR { continue }
      let failure = errno
      if count > 0 {
        data.append(contentsOf: block[..<count])
        continue
      }
      close(descriptor)
      errno = failure
      return count == 0 ? data : nil
    }
  }
}
