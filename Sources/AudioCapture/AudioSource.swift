/// What a source delivers: its native rate, and how many channels it mixes down to one.
public struct AudioFormat: Sendable, Equatable {
  /// Samples a second, for each channel.
  public var sampleRate: Int
  /// Channels of the device or file before the down-mix.
  public var channelCount: Int

  /// Rates that are supported, in Hz.
  public static let sampleRates = 4_000...384_000
  /// Channel counts that are supported.
  public static let channelCounts = 1...8

  /// Describes a stream of `sampleRate` Hz and `channelCount` channels.
  public init(sampleRate: Int, channelCount: Int) {
    self.sampleRate = sampleRate
    self.channelCount = channelCount
  }
}

/// What one read brought.
public enum AudioRead: Sendable, Equatable {
  /// That many mono samples were written to the front of the caller's block; at least one.
  case samples(Int)
  /// The device overran before this read and was restarted; about that many samples are lost. Read on.
  case overrun(lostSampleCount: Int)
  /// The stream is over; every later read says so again.
  case end
}

/// Where audio comes from: a microphone, a file, standard input, or a test.
///
/// Samples are mono (the mean of the channels), full scale is ±1, at the source's native rate.
/// A source is used from one thread at a time.
public protocol AudioSource: AnyObject {
  /// Native rate and channel count, known once the source is open.
  var format: AudioFormat { get }
  /// Name shown to the user: a device's stable name, or a file's path.
  var name: String { get }
  /// Frames of the whole stream where the source knows it.
  var totalSampleCount: Int? { get }
  /// Whether samples come at their own pace and are lost when nobody reads them, as with a device.
  /// The default is false: such a source waits for its reader.
  var isLive: Bool { get }
  /// For how long a read may deliver nothing before the source counts as held up and is given up; nil for ever,
  /// which is the default.
  var silenceLimit: Duration? { get }

  /// Blocks until samples are there, and writes at most `block.count` of them.
  ///
  /// - Errors: what ended the stream early: a lost device, a damaged file.
  /// - Allocates: nothing on the microphone's path.
  func read(into block: UnsafeMutableBufferPointer<Float>) throws(AudioError) -> AudioRead

  /// Makes a read that is waiting, and every later one, return `end` promptly. The default does nothing: such
  /// a source never waits.
  ///
  /// - Thread: any.
  func interrupt()

  /// Gives the device back; every later read returns `end`. The default does nothing.
  ///
  /// - Thread: the reader's.
  func giveBack()
}

extension AudioSource {
  /// False: the source waits for its reader.
  public var isLive: Bool { false }
  /// Nil: the source may be silent for as long as it likes.
  public var silenceLimit: Duration? { nil }
  /// Does nothing: the source never waits.
  public func interrupt() {}
  /// Does nothing: the source ends with its last reference.
  public func giveBack() {}
}
