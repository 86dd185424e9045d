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

  /// Takes over `pcm`.
  init(_ pcm: OpaquePointer) {
    self.pcm = pcm
  }

  func wait(milliseconds: Int32) -> Int32 { snd_pcm_wait(pcm, milliseconds) }

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
