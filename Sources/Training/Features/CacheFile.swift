import Glibc
import Synchronization

/// Files of the cache, by system calls that tell failure by a value: the cache never stops a training.
enum CacheFile {
  struct Entry {
    var path: String
    var byteCount: Int
    /// Seconds since 1970.
    var used: Int
  }

  /// Largest entry that is read.
  private static let byteLimit = 1 << 30
  /// Keeps the temporary files of one process apart.
  private static let serial = Atomic(0)

  /// All bytes of the file; nil where it cannot be read.
  static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_size > 0, status.st_size <= byteLimit else { return nil }
    var count = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, initializedCount in
      while count < buffer.count {
        let done = Glibc.read(descriptor, buffer.baseAddress! + count, buffer.count - count)
        if done < 0, errno == EINTR { continue }
        if done <= 0 { break }
        count += done
      }
      initializedCount = count
    }
    return count == Int(status.st_size) ? bytes : nil
  }

  /// Writes beside `path` and renames, so that nobody ever meets half a file.
  static func write(_ bytes: [UInt8], to path: String) {
    let temporary = "\(path).\(getpid())-\(serial.add(1, ordering: .relaxed).newValue)"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    var written = 0
    bytes.withUnsafeBytes { raw in
      while written < raw.count {
        let done = Glibc.write(descriptor, raw.baseAddress! + written, raw.count - written)
        if done < 0, errno == EINTR { continue }
        if done <= 0 { break }
        written += done
      }
    }
    if close(descriptor) != 0 || written != bytes.count || rename(temporary, path) != 0 { unlink(temporary) }
  }

  /// Makes the folders above `path`; new ones are the user's alone.
  static func makeFolders(of path: String) {
    guard let end = path.lastIndex(of: "/"), end != path.startIndex else { return }
    let folder = String(path[..<end])
    var status = stat()
    if stat(folder, &status) == 0 { return }
    makeFolders(of: folder)
    mkdir(folder, 0o700)
  }

  /// All files in the folders of `folder`, those half written included.
  static func entries(below folder: String) -> [Entry] {
    names(in: folder).flatMap { part in
      names(in: "\(folder)/\(part)").compactMap { name in
        let path = "\(folder)/\(part)/\(name)"
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Entry(path: path, byteCount: Int(status.st_size), used: status.st_mtim.tv_sec)
      }
    }
  }

  private static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { place in
        place.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
