import CALSA
import Glibc

/// What a microphone asks of an open capture device, and the clock it goes by.
///
/// ALSA answers in the program and a script in tests. Codes are ALSA's: negative system error numbers.
///
/// - Thread: one at a time. Allocates: nothing.
protocol PCMStream: AnyObject {
  /// Waits until samples can be read: positive when they can, 0 when the time is up, negative on an error.
  func wait(milliseconds: Int32) -> Int32
  /// Reads at most `frameCount` frames: how many came, or a negative code.
  func read(into block: UnsafeMutableRawPointer, frameCount: Int) -> Int
  /// Frames that wait in the device, 0 where it does not say; nil once it has overrun.
  func waitingFrameCount() -> Int?
  /// Goes on after a suspension.
  func resume() -> Int32
  /// Makes ready to start, which throws away what the device holds.
  func prepare() -> Int32
  /// Starts capturing.
  func start() -> Int32
  /// Gives the device back; the last call.
  func close()
  /// Nanoseconds of the clock that the device's samples are counted by.
  func now() -> Int
  /// Sleeps for so many nanoseconds of that clock.
  func sleep(_ nanoseconds: Int)
}

/// An open ALSA device.
final class ALSAStream: PCMStream {
  private let pcm: OpaquePointer
  /// Frames that are worth a reader's while.
  private let periodFrameCount: Int
  /// What the device has `poll` watch.
  private let descriptors: UnsafeMutableBufferPointer<pollfd>
  /// Nanoseconds of rest after a device woke its reader for nothing.
  private static let rest = 5_000_000

  /// Takes over `pcm`, which is set up.
  init(_ pcm: OpaquePointer, periodFrameCount: Int) {
    self.pcm = pcm
    self.periodFrameCount = periodFrameCount
    descriptors = .allocate(capacity: max(0, Int(snd_pcm_poll_descriptors_count(pcm))))
    descriptors.initialize(repeating: pollfd())
  }

  deinit {
    descriptors.deallocate()
  }

  /// As `snd_pcm_wait`, which begins its time anew each time that a device wakes it for nothing, and turns for ever on one that
  /// always does: a PulseAudio source that is suspended.
  func wait(milliseconds: Int32) -> Int32 {
    let deadline = now() + Int(milliseconds) * 1_000_000
    while true {
      let available = snd_pcm_avail_update(pcm)
      if available < 0 { return Int32(clamping: available) }
      if available >= periodFrameCount { return 1 }
      let left = max(0, deadline - now())
      let count = snd_pcm_poll_descriptors(pcm, descriptors.baseAddress, UInt32(descriptors.count))
      if count < 0 { return count }
      let ready = poll(descriptors.baseAddress, nfds_t(count), Int32((left + 999_999) / 1_000_000))
      if ready < 0 { return -errno }
      var events: UInt16 = 0
      if ready > 0 {
        let code = snd_pcm_poll_descriptors_revents(
          pcm, descriptors.baseAddress, UInt32(count), &events)
        if code < 0 { return code }
      }
      if events & UInt16(POLLERR | POLLNVAL) != 0 { return failureCode }
      if events & UInt16(POLLIN) != 0 { return 1 }
      if left == 0 { return 0 }
      if ready > 0 { sleep(min(Self.rest, left)) }
    }
  }

  /// What the state says is wrong.
  private var failureCode: Int32 {
    switch snd_pcm_state(pcm) {
    case SND_PCM_STATE_XRUN: -EPIPE
    case SND_PCM_STATE_SUSPENDED: -ESTRPIPE
    case SND_PCM_STATE_DISCONNECTED: -ENODEV
    default: -EIO
    }
  }

  func read(into block: UnsafeMutableRawPointer, frameCount: Int) -> Int {
    snd_pcm_readi(pcm, block, snd_pcm_uframes_t(frameCount))
  }

  func waitingFrameCount() -> Int? {
    var delay: snd_pcm_sframes_t = 0
    let code = snd_pcm_delay(pcm, &delay)
    if code == -EPIPE { return nil }
    return code == 0 ? max(0, Int(delay)) : 0
  }

  func resume() -> Int32 { snd_pcm_resume(pcm) }
  func prepare() -> Int32 { snd_pcm_prepare(pcm) }
  func start() -> Int32 { snd_pcm_start(pcm) }
  func close() { snd_pcm_close(pcm) }
  func now() -> Int { MonotonicClock.now() }
  func sleep(_ nanoseconds: Int) { MonotonicClock.sleep(until: MonotonicClock.now() + nanoseconds) }
}
