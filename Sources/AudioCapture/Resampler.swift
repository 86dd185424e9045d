import CSoxr

/// Changes the sampling rate of a mono stream (libsoxr, high quality, linear phase).
///
/// The output does not depend on the blocks it is fed with. With equal rates samples pass unchanged and at once.
///
/// - Thread: one at a time.
/// - Allocates: in `init`, and in the first calls, where libsoxr grows its queues.
public final class Resampler {
  /// Samples a second that go in.
  public let inputRate: Int
  /// Samples a second that come out.
  public let outputRate: Int
  private let handle: soxr_t?
  private var isFlushing = false

  /// Makes a resampler between two rates in Hz.
  ///
  /// - Errors: `resampling`, where libsoxr cannot.
  public init(from inputRate: Int, to outputRate: Int) throws(AudioError) {
    self.inputRate = inputRate
    self.outputRate = outputRate
    guard inputRate > 0, outputRate > 0 else {
      throw .resampling(from: inputRate, to: outputRate, reason: "a rate must be positive")
    }
    guard inputRate != outputRate else {
      handle = nil
      return
    }
    var failure: soxr_error_t?
    var layout = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I)
    var quality = soxr_quality_spec(UInt(SOXR_HQ), 0)
    let created = soxr_create(Double(inputRate), Double(outputRate), 1, &failure, &layout, &quality, nil)
    guard let created, failure == nil else {
      let reason = failure.map { String(cString: $0) } ?? "unknown"
      throw .resampling(from: inputRate, to: outputRate, reason: reason)
    }
    handle = created
  }

  deinit {
    if let handle { soxr_delete(handle) }
  }

  /// Samples that are held back just now, in output samples.
  ///
  /// On the way to 16 kHz at most 41 ms from 44.1 or 48 kHz, 79 ms from 96 kHz and above, 115 ms from 8 kHz,
  /// with a mean a little above half of that; libsoxr filters in blocks.
  public var delay: Double {
    handle.map { soxr_delay($0) } ?? 0
  }

  /// An output block of this many samples takes all that `count` input samples bring, whatever is held back.
  public func outputCapacity(forInputCount count: Int) -> Int {
    guard let handle else { return count }
    return Int((Double(count) * Double(outputRate) / Double(inputRate) + soxr_delay(handle)).rounded(.up))
      + 16
  }

  /// Feeds input and takes what output there is.
  ///
  /// - Returns: how many samples of `input` were used and how many were written to the front of `output`; input
  ///   that was not used is to be given again. All of it is used where `output` has the room.
  /// - Errors: `resampling`.
  public func process(
    _ input: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>
  ) throws(AudioError) -> (consumed: Int, produced: Int) {
    precondition(!isFlushing, "a flushed resampler must be reset before it takes input")
    guard let handle else {
      let count = min(input.count, output.count)
      if let target = output.baseAddress, let source = input.baseAddress {
        target.update(from: source, count: count)
      }
      return (count, count)
    }
    guard let start = input.baseAddress, !input.isEmpty else { return (0, 0) }
    var consumed = 0
    var produced = 0
    try check(
      soxr_process(handle, start, input.count, &consumed, output.baseAddress, output.count, &produced))
    return (consumed, produced)
  }

  /// Ends the stream and takes what is held back; call again until it returns 0.
  ///
  /// - Errors: `resampling`.
  public func flush(into output: UnsafeMutableBufferPointer<Float>) throws(AudioError) -> Int {
    isFlushing = true
    guard let handle, !output.isEmpty else { return 0 }
    var produced = 0
    try check(soxr_process(handle, nil, 0, nil, output.baseAddress, output.count, &produced))
    return produced
  }

  /// Forgets the stream and is ready for another one.
  ///
  /// - Errors: `resampling`.
  public func reset() throws(AudioError) {
    isFlushing = false
    if let handle { try check(soxr_clear(handle)) }
  }

  private func check(_ failure: soxr_error_t?) throws(AudioError) {
    guard let failure else { return }
    throw .resampling(from: inputRate, to: outputRate, reason: String(cString: failure))
  }
}
