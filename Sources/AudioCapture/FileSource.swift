import CSndFile
import Glibc

/// An audio file, in any format that libsndfile reads.
///
/// What a damaged file still decodes to is delivered, and then `read` throws `damaged`. NaN and infinite
/// samples are delivered as 0 and counted. Memory does not grow with the file.
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

  /// Opens the file whose path is these bytes, which need not be UTF-8; the name has U+FFFD where they are not.
  ///
  /// - Parameter pathBytes: without a terminating zero.
  /// - Errors: as for `init(path:)`.
  public convenience init(pathBytes: [UInt8]) throws(AudioError) {
    try self.init(pathBytes: pathBytes, name: String(decoding: pathBytes, as: UTF8.self))
  }

  private init(pathBytes: [UInt8], name: String) throws(AudioError) {
    self.name = name
    let (descriptor, size) = try Self.open(pathBytes, name: name)
    self.descriptor = descriptor
    do throws(AudioError) {
      reader = try SoundFileReader(path: name, descriptor: descriptor, size: size)
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
  private static func open(_ pathBytes: [UInt8], name: String) throws(AudioError) -> (Int32, Int) {
    if pathBytes.contains(0) { throw .fileNotFound(path: name) }
    // Non-blocking, so that a FIFO does not hang here before it is turned away.
    let path = pathBytes.map { CChar(bitPattern: $0) } + [0]
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw switch errno {
      case ENOENT, ENOTDIR: .fileNotFound(path: name)
      case ENXIO: .notAFile(path: name)
      default: .unreadable(path: name, reason: String(cString: strerror(errno)))
      }
    }
    var status = stat()
    let failure: AudioError? =
      if fstat(descriptor, &status) != 0 {
        .unreadable(path: name, reason: String(cString: strerror(errno)))
      } else if status.st_mode & S_IFMT != S_IFREG {
        .notAFile(path: name)
      } else if status.st_size == 0 {
        .emptyFile(path: name)
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

  /// NaN and infinite samples replaced by 0 so far, all channels counted.
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
    try self.init(path: path, size: size) { offset, target in
      max(0, pread(descriptor, target.baseAddress, target.count, off_t(offset)))
    } open: { info in
      sf_open_fd(descriptor, Int32(SFM_READ), &info, Int32(SF_FALSE))
    }
  }
}
