import Foundation

/// A file system of 64 KiB, gone with this object.
final class TinyDisk {
  let path = NSTemporaryDirectory() + "liveser-disk-\(UUID().uuidString)"

  /// Whether the tests have the rights to mount one.
  static let isPossible = TinyDisk() != nil

  init?() {
    guard mkdir(path, 0o700) == 0 else { return nil }
    guard mount("tmpfs", path, "tmpfs", 0, "size=64k") == 0 else {
      rmdir(path)
      return nil
    }
  }

  deinit {
    // Files of it may be open in what a test still holds.
    umount2(path, Int32(MNT_DETACH))
    rmdir(path)
  }

  /// Takes all the room there is left.
  func fill() throws {
    let descriptor = open("\(path)/filler", O_WRONLY | O_CREAT, 0o600)
    defer { close(descriptor) }
    let block = [UInt8](repeating: 0, count: 1024)
    while write(descriptor, block, block.count) > 0 {}
  }

  /// Gives the room back.
  func makeRoom() throws {
    try FileManager.default.removeItem(atPath: "\(path)/filler")
  }
}
