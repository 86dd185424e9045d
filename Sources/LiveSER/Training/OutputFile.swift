import Foundation
import Glibc
import Training

/// Files that long work ends in: checked before, replaced whole after.
enum OutputFile {
  /// Makes sure, before hours of work, that the file can be written.
  ///
  /// - Errors: `unwritable`.
  static func checkWritable(_ path: String) throws(TrainingError) {
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
      throw .unwritable(path: path, reason: "it is a folder")
    }
    let folder = (path as NSString).deletingLastPathComponent
    let probe = (folder.isEmpty ? "." : folder) + "/.liveser-\(getpid())"
    let descriptor = open(probe, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: String(cString: strerror(errno))) }
    close(descriptor)
    unlink(probe)
  }

  /// Makes `folder` if need be, and makes sure that files can be written into it.
  ///
  /// - Errors: `unwritable`.
  static func checkFolder(_ folder: String) throws(TrainingError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      var isDirectory: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory)
      throw .unwritable(
        path: folder,
        reason: exists && !isDirectory.boolValue
          ? "it is a file, where a folder is wanted"
          : (error as NSError).systemReason)
    }
    try checkWritable((folder as NSString).appendingPathComponent("report.json"))
  }

  /// Writes `data` beside `path`, flushes it to disk, and puts it in the place of `path` at once.
  ///
  /// - Errors: `unwritable`; what stood at `path` is then as it was.
  static func replace(_ path: String, with data: Data) throws(TrainingError) {
    let temporary = "\(path).part-\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: String(cString: strerror(errno))) }
    var problem: Int32 = 0
    data.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        let count = write(descriptor, bytes.baseAddress! + written, bytes.count - written)
        if count < 0 {
          if errno == EINTR { continue }
          problem = errno
          return
        }
        written += count
      }
    }
    if problem == 0, fsync(descriptor) != 0 { problem = errno }
    if close(descriptor) != 0, problem == 0 { problem = errno }
    if problem == 0, rename(temporary, path) != 0 { problem = errno }
    if problem != 0 {
      unlink(temporary)
      throw .unwritable(path: path, reason: String(cString: strerror(problem)))
    }
  }
}
