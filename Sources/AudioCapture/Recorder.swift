import Buffers
import CSndFile
import Glibc

/// Writes mono samples to a new WAV or FLAC file as they come.
///
/// The file is whole after every write, so that what was recorded survives a crash: the header of a WAV file says how
/// much there is, that of a FLAC file that nobody knows yet; FLAC keeps the last 4096 samples back until it has a block
/// of them. An existing file is never overwritten, and the new one can be read by its owner alone.
///
/// - Thread: one at a time.
public final class Recorder {
  /// How samples are stored.
  public enum Encoding: Sendable {
    /// 16-bit integers; louder samples are clipped.
    case pcm16
    /// 24-bit integers; louder samples are clipped.
    case pcm24
    /// Floats, in WAV alone.
    case float32
  }

  /// The file, as given.
  public let path: String
  /// Samples written so far.
  public private(set) var sampleCount = 0
  private let descriptor: Int32
  private var handle: OpaquePointer?
  private let block = AlignedBuffer(count: 4096)
  private let sampleLimit: Int
  private let isWAV: Bool
  /// Bytes up to the last whole frame of a FLAC file that the disk had no room for; nil while there was.
  private var wholeByteCount: off_t?

  /// Creates the file at `path`, a text as `String(pathBytes:)` makes it, whose extension, .wav or .flac, says the format.
  ///
  /// - Errors: `unwritable`: it exists, the folder does not, the extension or the encoding does not fit.
  public init(path: String, sampleRate: Int, encoding: Encoding = .pcm16) throws(AudioError) {
    self.path = path
    let format = try Self.format(path: path, encoding: encoding)
    isWAV = format.isWAV
    // A WAV file counts its bytes in 32 bits; the margin is for the header.
    sampleLimit = format.isWAV ? (0xFFFF_FFFF - 4096) / format.byteCount : .max
    let name = path.systemPath ?? [0]
    let opened = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard opened >= 0 else { throw .unwritable(path: path, reason: String(cString: strerror(errno))) }
    descriptor = opened
    let handle: OpaquePointer
    do throws(AudioError) {
      handle = try Self.handle(on: opened, path: path, sampleRate: sampleRate, code: format.code)
    } catch {
      Glibc.close(opened)
      unlink(name)
      throw error
    }
    self.handle = handle
    sf_command(handle, Int32(SFC_SET_CLIPPING), nil, Int32(SF_TRUE))
    if format.isWAV { sf_command(handle, Int32(SFC_SET_UPDATE_HEADER_AUTO), nil, Int32(SF_TRUE)) }
    sf_command(handle, Int32(SFC_UPDATE_HEADER_NOW), nil, 0)
  }

  deinit {
    try? close()
  }

  /// Has libsndfile write to `descriptor`, which stays the caller's.
  static func handle(
    on descriptor: Int32, path: String, sampleRate: Int, code: Int
  ) throws(AudioError) -> OpaquePointer {
    var info = SF_INFO()
    info.samplerate = Int32(clamping: sampleRate)
    info.channels = 1
    info.format = Int32(code)
    let copy = SoundFileDescriptor.copy(of: descriptor)
    if copy < 0 { throw .unwritable(path: path, reason: String(cString: strerror(errno))) }
    errno = 0
    guard let handle = sf_open_fd(copy, Int32(SFM_WRITE), &info, Int32(SF_TRUE)) else {
      // libsndfile wraps the system's word in one of its own.
      let number = errno
      let reason = number == ENOSPC ? String(cString: strerror(number)) : String(cString: sf_strerror(nil))
      throw .unwritable(path: path, reason: reason)
    }
    return handle
  }

  private static func format(
    path: String, encoding: Encoding
  ) throws(AudioError) -> (code: Int, isWAV: Bool, byteCount: Int) {
    let name = path.lowercased()
    let isWAV = name.hasSuffix(".wav")
    guard isWAV || name.hasSuffix(".flac") else {
      throw .unwritable(path: path, reason: "the name must end in .wav or .flac")
    }
    let container = isWAV ? SF_FORMAT_WAV : SF_FORMAT_FLAC
    switch encoding {
    case .pcm16: return (container | SF_FORMAT_PCM_16, isWAV, 2)
    case .pcm24: return (container | SF_FORMAT_PCM_24, isWAV, 3)
    case .float32:
      guard isWAV else { throw .unwritable(path: path, reason: "FLAC cannot hold floats") }
      return (container | SF_FORMAT_FLOAT, isWAV, 4)
    }
  }

  /// Adds `samples` to the file; NaN and infinite ones as 0.
  ///
  /// - Errors: `unwritable`: the disk is full, the WAV file has reached 4 GiB, the recorder is closed. What was
  ///   written before stays.
  /// - Allocates: nothing for WAV.
  public func write(_ samples: UnsafeBufferPointer<Float>) throws(AudioError) {
    guard let handle else { throw .unwritable(path: path, reason: "the recording is closed") }
    var offset = 0
    while offset < samples.count {
      let count = min(block.count, samples.count - offset)
      guard sampleCount + count <= sampleLimit else {
        throw .unwritable(path: path, reason: "a WAV file cannot be longer than 4 GiB")
      }
      for index in 0..<count {
        let value = samples[offset + index]
        block.base[index] = value.isFinite ? value : 0
      }
      let byteCount = isWAV ? 0 : self.byteCount
      errno = 0
      let written = max(0, Int(sf_writef_float(handle, block.base, sf_count_t(count))))
      let number = errno
      sampleCount += written
      offset += written
      if written < count || sf_error(handle) != 0 {
        if !isWAV, wholeByteCount == nil, byteCount > 0 { wholeByteCount = byteCount }
        let reason = number != 0 ? strerror(number) : UnsafeMutablePointer(mutating: sf_strerror(handle))
        throw .unwritable(path: path, reason: reason.map { String(cString: $0) } ?? "unknown")
      }
    }
  }

  /// Bytes of the file.
  private var byteCount: off_t {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? status.st_size : 0
  }

  /// Finishes the file and sees it to the disk. Later calls do nothing.
  ///
  /// - Errors: `unwritable`.
  public func close() throws(AudioError) {
    guard let handle else { return }
    self.handle = nil
    let result = sf_close(handle)
    let reason = result == 0 ? nil : String(cString: sf_error_number(result))
    // Of a torn frame nothing can be read, and behind it nothing more.
    if let wholeByteCount { ftruncate(descriptor, wholeByteCount) }
    let synced = fsync(descriptor)
    let number = errno
    Glibc.close(descriptor)
    if let reason { throw .unwritable(path: path, reason: reason) }
    // Some file systems cannot sync; that loses nothing that was written.
    if synced != 0 && number != EINVAL && number != EROFS {
      throw .unwritable(path: path, reason: String(cString: strerror(number)))
    }
  }
}
