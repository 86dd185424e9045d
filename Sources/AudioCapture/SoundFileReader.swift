import Buffers
import CSndFile
import Glibc
import Synchronization

/// An open libsndfile handle that delivers mono samples and knows when the stream came to less than it promised.
///
/// - Thread: one at a time.
/// - Allocates: in `init` alone.
final class SoundFileReader {
  let info: SF_INFO
  let path: String
  /// Samples found so far that are NaN, infinite or louder than any sound; they were read as 0.
  private(set) var nonFiniteSampleCount = 0
  /// Frames read so far, from the start of the stream.
  private(set) var position = 0
  /// Frames the stream should have; nil where nothing says so.
  private(set) var promisedFrameCount: Int?
  /// Why the stream is known to be cut short although libsndfile reads it to its end; nil where it is not.
  private(set) var cutShort: String?
  /// Set by the owner of a virtual stream when reading failed below libsndfile.
  var transportFailure: (() -> String?)?
  /// Frames asked of libsndfile at once: it waits until it has as many, where the decoder works block by block.
  var readLimit = Int.max

  private let handle: OpaquePointer
  /// Room for interleaved frames before the down-mix; nil for mono.
  private let interleaved: AlignedBuffer?

  /// libsndfile keeps the error of a failed open in a global; one open at a time.
  private static let opening = Mutex(())

  /// Opens what `open` opens.
  ///
  /// - Parameters:
  ///   - path: for errors.
  ///   - size: bytes of the file; nil for a pipe.
  ///   - readAt: reads bytes of the start of the stream, for what libsndfile does not tell.
  ///   - open: calls one of libsndfile's open functions.
  init(
    path: String, size: Int?, readAt: DeclaredLength.ReadAt, open: (inout SF_INFO) -> OpaquePointer?
  ) throws(AudioError) {
    let declared = DeclaredLength(fileSize: size, readAt: readAt)
    var info = SF_INFO()
    var failure: AudioError?
    let opened = Self.opening.withLock { _ -> OpaquePointer? in
      if let handle = open(&info) { return handle }
      failure = Self.openingFailure(path: path)
      return nil
    }
    guard let opened else { throw failure ?? .unknownFormat(path: path, reason: "") }
    handle = opened
    self.info = info
    self.path = path
    let rate = Int(info.samplerate)
    let channels = Int(info.channels)
    guard AudioFormat.sampleRates.contains(rate), AudioFormat.channelCounts.contains(channels) else {
      sf_close(opened)
      throw .unsupportedFormat(path: path, sampleRate: rate, channelCount: channels)
    }
    if info.frames == 0 {
      sf_close(opened)
      throw .noSamples(path: path)
    }
    interleaved = channels > 1 ? AlignedBuffer(count: 4096 * channels) : nil
    findPromise(declared: declared, size: size, readAt: readAt)
  }

  deinit {
    sf_close(handle)
  }

  private static func openingFailure(path: String) -> AudioError {
    let reason = String(cString: sf_strerror(nil))
    // Codes outside the public ones: 17 is SFE_MALLOC_FAILED, 18 SFE_UNIMPLEMENTED, the one for an unknown format.
    return switch Int(sf_error(nil)) {
    case 17: .unreadable(path: path, reason: "out of memory")
    case SF_ERR_UNRECOGNISED_FORMAT, SF_ERR_UNSUPPORTED_ENCODING, 18:
      .unknownFormat(path: path, reason: reason)
    case SF_ERR_SYSTEM: .unreadable(path: path, reason: reason)
    default: .damaged(path: path, sampleCount: 0, reason: reason)
    }
  }

  private func findPromise(declared: DeclaredLength?, size: Int?, readAt: DeclaredLength.ReadAt) {
    let frames = Int(info.frames)
    // libsndfile says SF_COUNT_MAX or a number near it where it does not know.
    let isKnown = frames < 1 << 48
    switch Int(info.format) & SF_FORMAT_TYPEMASK {
    case SF_FORMAT_MPEG:
      promisedFrameCount = isKnown && mpegDeclaresItsLength(readAt: readAt) ? frames : nil
    case SF_FORMAT_OGG:
      promisedFrameCount = isKnown ? frames : nil
      if !isKnown && size != nil { cutShort = "the last page is missing" }
    default:
      promisedFrameCount = isKnown ? frames : nil
      guard let declared else { break }
      guard let bytes = declared.byteCount else {
        if size == nil { promisedFrameCount = nil }
        break
      }
      if let size, bytes > size - declared.dataOffset {
        cutShort = "\(bytes) bytes of samples promised, \(max(0, size - declared.dataOffset)) there"
      }
    }
  }

  /// Reads what there is, at most `block.count` samples.
  ///
  /// - Returns: 0 at the end.
  func read(into block: UnsafeMutableBufferPointer<Float>) throws(AudioError) -> Int {
    guard let output = block.baseAddress, !block.isEmpty else { return 0 }
    let channels = Int(info.channels)
    let count: Int
    let nonFinite: Int
    let limit = min(block.count, readLimit)
    if let interleaved {
      let room = min(limit, interleaved.count / channels)
      count = Int(sf_readf_float(handle, interleaved.base, sf_count_t(room)))
      nonFinite = SampleEncoding.f32le.mixDown(
        interleaved.base, frameCount: max(count, 0), channelCount: channels, into: output)
    } else {
      count = Int(sf_readf_float(handle, output, sf_count_t(limit)))
      nonFinite = SampleEncoding.f32le.mixDown(
        output, frameCount: max(count, 0), channelCount: 1, into: output)
    }
    nonFiniteSampleCount += nonFinite
    if count > 0 {
      position += count
      return count
    }
    if let reason = damage() { throw .damaged(path: path, sampleCount: position, reason: reason) }
    if position == 0 { throw .noSamples(path: path) }
    return 0
  }

  /// Why the end that was reached is not the end there should be; nil where all is well.
  private func damage() -> String? {
    if let failure = transportFailure?() { return failure }
    if sf_error(handle) != Int32(SF_ERR_NO_ERROR) { return String(cString: sf_strerror(handle)) }
    if let cutShort { return cutShort }
    if let promised = promisedFrameCount, position < promised {
      return "\(promised) samples promised, \(position) decoded"
    }
    return nil
  }

  /// Goes to sample `index`, counted from 0.
  func seek(toSample index: Int) throws(AudioError) {
    let reached = sf_seek(handle, sf_count_t(index), Int32(SEEK_SET))
    guard reached == sf_count_t(index) else {
      throw .unreadable(path: path, reason: String(cString: sf_strerror(handle)))
    }
    position = index
  }
}
