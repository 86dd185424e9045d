import AudioCapture
import Foundation
import Glibc
import Training

/// Files that long work ends in: checked before, replaced whole after.
enum OutputFile {
  /// Makes sure, before hours of work, that the file, and others beside it, can be written.
  ///
  /// - Errors: `unwritable`.
  static func checkWritable(_ path: String) throws(TrainingError) {
    let target = try target(of: path)
    if target == nil, access(path.systemPath ?? [0], W_OK) != 0 {
      throw .unwritable(path: path, reason: String(cString: strerror(errno)))
    }
    for file in Set([path, target ?? path]) {
      let probe = "\(ModelLocator.parent(of: file) ?? ".")/.liveser-\(getpid())".systemPath ?? [0]
      let descriptor = open(probe, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw .unwritable(path: path, reason: String(cString: strerror(errno))) }
      close(descriptor)
      unlink(probe)
    }
  }

  /// Makes `folder`, for a report or checkpoints, if need be, and makes sure that files can be written into it.
  ///
  /// - Errors: `unwritable`, also where the path is not UTF-8: Foundation, which writes reports, takes no other.
  static func checkFolder(_ folder: String) throws(TrainingError) {
    if folder.unicodeScalars.contains(where: { String.pathEscapes.contains($0.value) }) {
      throw .unwritable(path: folder, reason: "the path of a folder to write into must be UTF-8")
    }
    try makeFolder(folder)
    try checkWritable("\(folder)/report.json")
  }

  private static func makeFolder(_ folder: String) throws(TrainingError) {
    let name = folder.systemPath ?? [0]
    var status = stat()
    if stat(name, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFDIR else {
        throw .unwritable(path: folder, reason: "it is a file, where a folder is wanted")
      }
      return
    }
    if let parent = ModelLocator.parent(of: folder) { try makeFolder(parent) }
    guard mkdir(name, 0o777) == 0 || errno == EEXIST else {
      throw .unwritable(path: folder, reason: String(cString: strerror(errno)))
    }
  }

  /// The file that is replaced when `path` is written, links resolved; nil where a FIFO or a device is there, which is
  /// written as it stands.
  ///
  /// - Errors: `unwritable` where there is a folder, or a link that leads nowhere.
  private static func target(of path: String) throws(TrainingError) -> String? {
    let name = path.systemPath ?? [0]
    var status = stat()
    guard stat(name, &status) == 0 else {
      if lstat(name, &status) == 0 {
        throw .unwritable(path: path, reason: "it is a link that leads nowhere")
      }
      return path
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: throw .unwritable(path: path, reason: "it is a folder")
    case S_IFREG:
      guard let resolved = realpath(name, nil) else {
        throw .unwritable(path: path, reason: String(cString: strerror(errno)))
      }
      defer { free(resolved) }
      return String(pathBytes: [UInt8](UnsafeRawBufferPointer(start: resolved, count: strlen(resolved))))
    default: return nil
    }
  }

  /// Writes `data` beside the file at `path`, flushes it to disk, and puts it in the file's place at once. A link stays one:
  /// what it leads to is replaced. A FIFO or a device is written as it stands.
  ///
  /// - Errors: `unwritable`; a file at `path` is then as it was.
  static func replace(_ path: String, with data: Data) throws(TrainingError) {
    let target = try target(of: path)
    let name = (target.map { "\($0).part-\(getpid())" } ?? path).systemPath ?? [0]
    let flags = O_WRONLY | O_CLOEXEC | (target == nil ? 0 : O_CREAT | O_TRUNC)
    let descriptor = open(name, flags, 0o644)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: String(cString: strerror(errno))) }
    var problem = data.withUnsafeBytes { bytes in
      Descriptor.write(bytes.bindMemory(to: UInt8.self), to: descriptor)
    }
    if problem == 0, target != nil, fsync(descriptor) != 0 { problem = errno }
    if close(descriptor) != 0, problem == 0 { problem = errno }
    if problem == 0, let target, rename(name, target.systemPath ?? [0]) != 0 { problem = errno }
    if problem != 0 {
      if target != nil { unlink(name) }
      throw .unwritable(path: path, reason: String(cString: strerror(problem)))
    }
  }
}
