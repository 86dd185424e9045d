import Buffers
import CSndFile
import Glibc

/// Audio on a descriptor, most often standard input: a sound file in a pipe, or headerless samples.
///
/// Samples are delivered as they arrive. WAV, AIFF, AU and FLAC stream from a pipe; other formats, and compressed samples
/// whose header does not know their length, have to be read to their end first (at most 512 MiB).
///
/// - Thread: one at a time; `interrupt` from any.
public final class StandardInputSource: AudioSource {
  /// Name shown to the user.
  public let name: String
  /// The stream's rate and channel count.
  public let format: AudioFormat
  private let bytes: ByteStream
  private let content: Content

  private enum Content {
    /// libsndfile on a regular file, or on a pipe through the stream, which it refers to unretained.
    case container(SoundFileReader, StreamedFile?)
    case raw(RawBlocks)
  }

  /// Opens the sound file on `descriptor`; waits for its header.
  ///
  /// - Parameters:
  ///   - descriptor: stays the caller's, and is not closed.
  ///   - name: shown to the user and in errors.
  ///   - isCancelled: asked while it waits; once true, whatever error comes is of no interest.
  /// - Errors: as for `FileSource`, but for those about paths.
  public init(
    descriptor: Int32 = 0, name: String = "-", isCancelled: () -> Bool = { false }
  ) throws(AudioError) {
    self.name = name
    bytes = ByteStream(descriptor: descriptor)
    let reader: SoundFileReader
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      lseek(descriptor, 0, SEEK_CUR) == 0
    {
      if status.st_size == 0 { throw .emptyFile(path: name) }
      reader = try SoundFileReader(path: name, descriptor: descriptor, size: Int(status.st_size))
      content = .container(reader, nil)
    } else {
      let stream = StreamedFile(bytes: bytes)
      reader = try bytes.whileNot(isCancelled) { () throws(AudioError) in try stream.open(path: name) }
      content = .container(reader, stream)
    }
    format = AudioFormat(sampleRate: Int(reader.info.samplerate), channelCount: Int(reader.info.channels))
  }

  /// Reads headerless samples from `descriptor`, which stays the caller's.
  public init(descriptor: Int32 = 0, raw: RawFormat, name: String = "-") {
    self.name = name
    bytes = ByteStream(descriptor: descriptor)
    content = .raw(RawBlocks(format: raw))
    format = AudioFormat(sampleRate: raw.sampleRate, channelCount: raw.channelCount)
  }

  /// Frames of the whole stream where its header says so.
  public var totalSampleCount: Int? {
    guard case .container(let reader, _) = content else { return nil }
    return reader.promisedFrameCount
  }

  /// Samples replaced by 0 so far because they are NaN, infinite or louder than any sound, all channels counted.
  public var nonFiniteSampleCount: Int {
    switch content {
    case .container(let reader, _): reader.nonFiniteSampleCount
    case .raw(let blocks): blocks.nonFiniteSampleCount
    }
  }

  /// Waits until a sample is there and reads what has arrived.
  ///
  /// - Errors: `damaged` where the stream breaks off before its header says, or within a frame; `noSamples`
  ///   where a stream has a header and no sample, `emptyFile` where a headerless one is empty.
  public func read(into block: UnsafeMutableBufferPointer<Float>) throws(AudioError) -> AudioRead {
    precondition(!block.isEmpty, "a read needs room for a sample")
    if bytes.isInterrupted { return .end }
    do throws(AudioError) {
      let count =
        switch content {
        case .container(let reader, _): try reader.read(into: block)
        case .raw(let blocks): try blocks.read(from: bytes, into: block, name: name)
        }
      return count > 0 ? .samples(count) : .end
    } catch {
      // What an interruption cuts short is not damaged.
      if bytes.isInterrupted { return .end }
      throw error
    }
  }

  /// Ends a read that waits within 50 ms, and every later one.
  public func interrupt() {
    bytes.interrupt()
  }
}

/// Decodes headerless samples.
private final class RawBlocks {
  let format: RawFormat
  private(set) var nonFiniteSampleCount = 0
  private var position = 0
  /// Bytes of a frame that the stream ended in.
  private var tornByteCount = 0
  private let block: UnsafeMutableRawBufferPointer

  init(format: RawFormat) {
    self.format = format
    block = .allocate(byteCount: 4096 * format.frameByteCount, alignment: 16)
  }

  deinit {
    block.deallocate()
  }

  func read(
    from bytes: ByteStream, into output: UnsafeMutableBufferPointer<Float>, name: String
  ) throws(AudioError) -> Int {
    guard let input = block.baseAddress, let target = output.baseAddress else { return 0 }
    let frameBytes = format.frameByteCount
    let count = bytes.readUnits(input, min(block.count, output.count * frameBytes), unit: frameBytes)
    let frames = count / frameBytes
    if count > 0 { tornByteCount = count % frameBytes }
    if frames > 0 {
      nonFiniteSampleCount += format.encoding.mixDown(
        input, frameCount: frames, channelCount: format.channelCount, into: target)
      position += frames
      return frames
    }
    if let number = bytes.failureNumber {
      throw .damaged(path: name, sampleCount: position, reason: String(cString: strerror(number)))
    }
    if tornByteCount > 0 {
      throw .damaged(
        path: name, sampleCount: position,
        reason: "\(tornByteCount) bytes of a frame of \(frameBytes) at the end")
    }
    if position == 0 { throw .emptyFile(path: name) }
    return 0
  }
}
