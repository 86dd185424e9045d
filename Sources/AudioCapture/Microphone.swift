import CALSA
import Glibc
import Synchronization

/// A capture device, through ALSA.
///
/// The device is asked for one channel at the preferred rate without ALSA's own resampling; where it refuses,
/// it is taken as it is: the lowest rate above the preferred one, the fewest channels, any linear format.
///
/// - Thread: reads on one thread at a time; `interrupt` and `latencySampleCount` from any.
/// - Allocates: in `init` alone, and when a read throws.
public final class Microphone: AudioSource, @unchecked Sendable {
  /// The ALSA name of the device.
  public let name: String
  /// Rate and channel count the device agreed to.
  public let format: AudioFormat
  /// True: a device does not wait for its reader.
  public var isLive: Bool { true }
  /// Somewhat more than the watchdog's time, which sees to a device that lets it.
  public var silenceLimit: Duration? { .nanoseconds(watchdog) + .seconds(2) }
  /// Nil: a device has no end.
  public var totalSampleCount: Int? { nil }
  /// Frames the device hands over at a time, about 20 ms.
  public let periodSampleCount: Int
  /// Frames the device keeps before it overruns.
  public let bufferSampleCount: Int
  /// Layout of the device's samples.
  public let encoding: SampleEncoding

  let pcm: any PCMStream
  let block: UnsafeMutableRawPointer
  /// A device that stays silent without an error for this long is lost, in nanoseconds.
  let watchdog: Int
  let isInterrupted = Atomic<Bool>(false)
  let latency = Atomic<Int>(0)
  /// Samples replaced by 0 so far because they are NaN, infinite or louder than any sound, all channels counted.
  public internal(set) var nonFiniteSampleCount = 0
  /// How long reads have waited since samples came last, in nanoseconds.
  var silence = 0
  /// When the last samples came, or the device was started, and the frames that waited in it then.
  var lastArrival = 0
  var lastDelay = 0
  /// How often the device was restarted since samples came last.
  var restartCount = 0
  /// Frames of `block` that were read from the device and are not handed over yet.
  var held = 0..<0
  private var isClosed = false
  /// Whether anything was delivered yet, and the pause in it that is looked into.
  var hasDelivered = false
  var gap: CaptureGap?
  /// Set once the device is lost; later reads throw it again.
  var failure: AudioError?

  /// Opens and starts a device.
  ///
  /// - Parameters:
  ///   - device: an ALSA name, or part of the description of one that `CaptureDevice.list()` gives.
  ///   - isExact: whether it is an ALSA name and nothing else. To search, all devices are opened for a moment.
  ///   - preferredSampleRate: asked for first, in Hz.
  ///   - watchdog: how long a device may stay silent without an error before it is lost.
  /// - Errors: `noSuchDevice`, `deviceUnavailable`, `unsupportedFormat`.
  public convenience init(
    device: String = "default", isExact: Bool = false, preferredSampleRate: Int = 16_000,
    watchdog: Duration = .seconds(3)
  ) throws(AudioError) {
    precondition(
      AudioFormat.sampleRates.contains(preferredSampleRate), "\(preferredSampleRate) Hz is out of range")
    let (opened, name) = try CaptureDevice.open(device, searches: !isExact)
    let setup: MicrophoneSetup
    do throws(AudioError) {
      setup = try MicrophoneSetup(pcm: opened, device: name, preferredSampleRate: preferredSampleRate)
    } catch {
      snd_pcm_close(opened)
      throw error
    }
    let stream = ALSAStream(opened, periodFrameCount: setup.periodFrameCount)
    try self.init(stream, name: name, setup: setup, watchdog: watchdog)
  }

  /// Starts a device that is open and set up.
  ///
  /// - Errors: `deviceUnavailable`.
  init(
    _ pcm: any PCMStream, name: String, setup: MicrophoneSetup, watchdog: Duration
  ) throws(AudioError) {
    self.name = name
    self.pcm = pcm
    format = AudioFormat(sampleRate: setup.sampleRate, channelCount: setup.channelCount)
    encoding = setup.encoding
    periodSampleCount = setup.periodFrameCount
    bufferSampleCount = setup.bufferFrameCount
    self.watchdog = Int(watchdog / .nanoseconds(1))
    let byteCount = setup.periodFrameCount * setup.channelCount * setup.encoding.byteCount
    block = .allocate(byteCount: byteCount, alignment: 64)
    // The null device says it read and leaves the block as it was.
    block.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    let started = pcm.start()
    guard started >= 0 else { throw .deviceUnavailable(name: name, reason: ALSALibrary.reason(started)) }
    lastArrival = pcm.now()
  }

  deinit {
    giveBack()
    block.deallocate()
  }

  /// Gives the device back, which may take as long as its sound server likes.
  public func giveBack() {
    isInterrupted.store(true, ordering: .relaxed)
    guard !isClosed else { return }
    isClosed = true
    pcm.close()
  }

  /// Samples that were captured and not yet read at the last read: the device's share of the delay.
  public var latencySampleCount: Int { latency.load(ordering: .relaxed) }

  /// Ends a read that waits within 100 ms, and every later one.
  public func interrupt() {
    isInterrupted.store(true, ordering: .relaxed)
  }
}
