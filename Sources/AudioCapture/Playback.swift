import CALSA
import Glibc

/// A playback device, through ALSA: mono samples at their own rate, converted by ALSA where the device differs.
///
/// - Thread: one at a time.
public final class Playback {
  /// The ALSA name of the device.
  public let name: String
  /// Samples a second.
  public let sampleRate: Int
  private let pcm: OpaquePointer
  /// Samples written at a time, about 50 ms: so long an end may go unseen.
  private let blockSampleCount: Int

  /// Opens a device.
  ///
  /// - Errors: `deviceUnavailable`.
  public init(device: String = "default", sampleRate: Int) throws(AudioError) {
    _ = ALSALibrary.isSilent
    var opened: OpaquePointer?
    var code = snd_pcm_open(&opened, device, SND_PCM_STREAM_PLAYBACK, Int32(SND_PCM_NONBLOCK))
    guard code == 0, let pcm = opened else {
      throw .deviceUnavailable(name: device, reason: ALSALibrary.reason(code))
    }
    code = snd_pcm_set_params(
      pcm, SND_PCM_FORMAT_FLOAT_LE, SND_PCM_ACCESS_RW_INTERLEAVED, 1, UInt32(sampleRate), 1, 200_000)
    guard code == 0 else {
      snd_pcm_close(pcm)
      throw .deviceUnavailable(name: device, reason: ALSALibrary.reason(code))
    }
    self.pcm = pcm
    name = device
    self.sampleRate = sampleRate
    blockSampleCount = max(1, sampleRate / 20)
  }

  deinit {
    snd_pcm_close(pcm)
  }

  /// Plays `samples` to their end, or until `isCancelled`.
  ///
  /// - Errors: `deviceLost`, also when the device takes nothing for three seconds.
  public func play(_ samples: UnsafeBufferPointer<Float>, isCancelled: () -> Bool) throws(AudioError) {
    var rest = samples[...]
    // Nanoseconds in which the device took nothing. A process that was stopped has not waited: no turn counts for more than
    // somewhat over its longest wait.
    var silence = 0
    while !rest.isEmpty, !isCancelled() {
      let begin = MonotonicClock.now()
      let block = UnsafeBufferPointer(rebasing: rest.prefix(blockSampleCount))
      let count = snd_pcm_writei(pcm, block.baseAddress, snd_pcm_uframes_t(block.count))
      if count > 0 {
        rest = rest.dropFirst(count)
        silence = 0
        continue
      }
      if count == 0 || count == -Int(EAGAIN) {
        // Not `snd_pcm_wait`, which a device may hold up for ever (see `ALSAStream.wait`). The device keeps 200 ms.
        MonotonicClock.sleep(until: begin + 20_000_000)
      } else {
        let code = snd_pcm_recover(pcm, Int32(count), 1)
        if code < 0 { throw .deviceLost(name: name, reason: ALSALibrary.reason(code)) }
      }
      silence += min(MonotonicClock.now() - begin, 100_000_000)
      if silence > 3_000_000_000 { throw .deviceLost(name: name, reason: "it takes no samples") }
    }
    hearOut(isCancelled)
    snd_pcm_drop(pcm)
  }

  /// Waits until the device has played what it was given; no longer than that can take.
  private func hearOut(_ isCancelled: () -> Bool) {
    // What is shorter than the device's buffer has not started by itself.
    if snd_pcm_state(pcm) == SND_PCM_STATE_PREPARED { snd_pcm_start(pcm) }
    var delay: snd_pcm_sframes_t = 0
    guard snd_pcm_delay(pcm, &delay) == 0, delay > 0 else { return }
    let end = MonotonicClock.now() + Int(Double(delay) / Double(sampleRate) * 1e9) + 100_000_000
    while MonotonicClock.now() < end, !isCancelled(), snd_pcm_state(pcm) == SND_PCM_STATE_RUNNING,
      snd_pcm_delay(pcm, &delay) == 0, delay > 0
    {
      MonotonicClock.sleep(until: MonotonicClock.now() + 20_000_000)
    }
  }
}
