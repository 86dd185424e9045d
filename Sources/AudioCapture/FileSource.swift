import CSndFile
import Glibc

/// An audio file, in any format that libsndfile reads.
///
/// What a damaged file still decodes to is delivered, and then `read` throws `damaged`. Samples that are NaN, infinite or
/// louder than any sound are delivered as 0 and counted. Memory does not grow with the file.
///
/// - Thread: one at a time.
/// - Allocates: in `init` alone, as far as libsndfile goes along.
public final class FileSource: AudioSource {
  /// The file's path; U+FFFD stands where it is not UTF-8.
  public let name: String
  /// The file's rate and channel count.
  public let format: AudioFormat
  private let reader: SoundFileReader
  private let descriptor: Int32

  /// Opens the file at `path`, a text as `String(pathBytes:)` makes it.
  ///
  /// - Errors: `fileNotFound`, `notAFile`, `unreadable`, `emptyFile`, `unknownFormat`, `noSamples`,
  ///   `damaged`, `unsupportedFormat`.
  public convenience init(path: String) throws(AudioError) {
    try self.init(pathBytes: path.pathBytes)
  }

  /// Opens the file whose path is these bytes, which need not be UTF-8: the name has U+FFFD where they are not, and errors
  /// have the path as `String(pathBytes:)` makes it.
  ///
  /// - Parameter pathBytes: without a terminating zero.
  /// - Errors: as for `init(path:)`.
  public init(pathBytes: [UInt8]) throws(AudioError) {
    name = String(decoding: pathBytes, as: UTF8.self)
    let path = String(pathBytes: pathBytes)
    let (descriptor, size) = try Self.open(pathBytes, path: path)
    self.descriptor = descriptor
    do throws(AudioError) {
      reader = try SoundFileReader(path: path, descriptor: descriptor, size: size)
    } catch {
      close(descriptor)
      throw error
    }
    format = AudioFormat(sampleRate: Int(reader.info.samplerate), channelCount: Int(reader.info.channels))
  }

  deinit {
    close(descriptor)
  }

  /// Opens a regular file with bytes in it.
  private static func open(_ pathBytes: [UInt8], path: String) throws(AudioError) -> (Int32, Int) {
    if pathBytes.contains(0) { throw .fileNotFound(path: path) }
    // Non-blocking, so that a FIFO does not hang here before it is turned away.
    let name = pathBytes.map { CChar(bitPattern: $0) } + [0]
    let descriptor = Glibc.open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw switch errno {
      case ENOENT, ENOTDIR: .fileNotFound(path: path)
      case ENXIO: .notAFile(path: path)
      default: .unreadable(path: path, reason: String(cString: strerror(errno)))
      }
    }
    var status = stat()
    let failure: AudioError? =
      if fstat(descriptor, &status) != 0 {
        .unreadable(path: path, reason: String(cString: strerror(errno)))
      } else if status.st_mode & S_IFMT != S_IFREG {
        .notAFile(path: path)
      } else if status.st_size == 0 {
        .emptyFile(path: path)
      } else {
        nil
      }
    if let failure {
      close(descriptor)
      throw failure
    }
    return (descriptor, Int(status.st_size))
  }

  /// Frames of the whole file; nil where only reading it through would tell.
  public var totalSampleCount: Int? {
    let frames = Int(reader.info.frames)
    return frames < 1 << 48 ? frames : nil
  }

  /// Samples replaced by 0 so far because they are NaN, infinite or louder than any sound, all channels counted.
  public var nonFiniteSampleCount: Int { reader.nonFiniteSampleCount }

  /// Reads what the file still has, at most `block.count` samples.
  ///
  /// - Errors: `damaged`, after everything that decodes; `noSamples`.
  public func read(into block: UnsafeMutableBufferPointer<Float>) throws(AudioError) -> AudioRead {
    precondition(!block.isEmpty, "a read needs room for a sample")
    let count = try reader.read(into: block)
    return count > 0 ? .samples(count) : .end
  }

  /// Goes to sample `index`, counted from 0, so that the next read starts there.
  ///
  /// - Errors: `unreadable` where the format cannot seek or the file is shorter.
  public func seek(toSample index: Int) throws(AudioError) {
    precondition(index >= 0, "sample \(index) is before the start")
    try reader.seek(toSample: index)
  }
}

extension SoundFileReader {
  /// Reads a regular file from the descriptor's position, which must be its start; the caller keeps the descriptor.
  convenience init(path: String, descriptor: Int32, size: Int) throws(AudioError) {
    let readAt: DeclaredLength.ReadAt = { offset, target in
      max(0, pread(descriptor, target.baseAddress, target.count, off_t(offset)))
    }
    let mended = MendedFile(
      descriptor: descriptor, size: size, declared: DeclaredLength(fileSize: size, readAt: readAt))
    let copy = mended == nil ? SoundFileDescriptor.copy(of: descriptor) : -1
    if mended == nil && copy < 0 { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
    try self.init(path: path, size: size, readAt: readAt) { info in
      if let mended { return mended.open(&info) }
      return sf_open_fd(copy, Int32(SFM_READ), &info, Int32(SF_TRUE))
    }
    // Keeps the file for as long as libsndfile refers to it.
    if let mended { transportFailure = { mended.failureNumber.map { String(cString: strerror($0)) } } }
  }
}
