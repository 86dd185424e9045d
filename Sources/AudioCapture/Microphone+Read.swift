import CALSA
import Glibc

extension Microphone {
  /// Waits for samples and delivers at most a period of them.
  ///
  /// - Errors: `deviceLost`.
  /// - Allocates: nothing, but to throw.
  public func read(into target: UnsafeMutableBufferPointer<Float>) throws(AudioError) -> AudioRead {
    precondition(!target.isEmpty, "a read needs room for a sample")
    guard let output = target.baseAddress else { return .end }
    if let failure { throw failure }
    while !isInterrupted.load(ordering: .relaxed) {
      // The interval bounds how long an interruption goes unseen.
      let ready = snd_pcm_wait(pcm, 100)
      if ready < 0 {
        if let lost = try recover(from: ready) { return .overrun(lostSampleCount: lost) }
        continue
      }
      if ready == 0 {
        try watch()
        continue
      }
      let wanted = min(target.count, periodSampleCount)
      let count = snd_pcm_readi(pcm, block, snd_pcm_uframes_t(wanted))
      if count > 0 {
        nonFiniteSampleCount += encoding.mixDown(
          block, frameCount: count, channelCount: format.channelCount, into: output)
        noteArrival()
        return .samples(count)
      }
      if count == 0 || count == -Int(EAGAIN) {
        try watch()
        MonotonicClock.sleep(until: MonotonicClock.now() + 2_000_000)
        continue
      }
      if let lost = try recover(from: Int32(count)) { return .overrun(lostSampleCount: lost) }
    }
    return .end
  }

  private func noteArrival() {
    lastArrival = MonotonicClock.now()
    var delay: snd_pcm_sframes_t = 0
    lastDelay = snd_pcm_delay(pcm, &delay) == 0 ? max(0, Int(delay)) : 0
    latency.store(lastDelay, ordering: .relaxed)
  }

  /// Gives the device up when it has been silent for too long.
  private func watch() throws(AudioError) {
    let silence = MonotonicClock.now() - lastArrival
    guard silence > watchdog else { return }
    try lose("no data for \(silence / 1_000_000_000) s")
  }

  private func lose(_ reason: String) throws(AudioError) -> Never {
    let error = AudioError.deviceLost(name: name, reason: reason)
    failure = error
    throw error
  }

  /// Restarts the device after an overrun or a suspension.
  ///
  /// - Returns: samples lost in between; nil where nothing was wrong.
  /// - Errors: `deviceLost` for everything else.
  func recover(from code: Int32) throws(AudioError) -> Int? {
    switch -code {
    case EINTR, EAGAIN: return nil
    case EPIPE: break
    case ESTRPIPE:
      var result = snd_pcm_resume(pcm)
      while result == -EAGAIN && !isInterrupted.load(ordering: .relaxed) {
        try watch()
        MonotonicClock.sleep(until: MonotonicClock.now() + 50_000_000)
        result = snd_pcm_resume(pcm)
      }
      if result == 0 {
        // Where the hardware resumes by itself the stream goes on; the time asleep is lost.
        return lostSamples()
      }
    default: try lose(ALSALibrary.reason(code))
    }
    let prepared = snd_pcm_prepare(pcm)
    if prepared < 0 { try lose(ALSALibrary.reason(prepared)) }
    let started = snd_pcm_start(pcm)
    if started < 0 { try lose(ALSALibrary.reason(started)) }
    return lostSamples()
  }

  /// What was captured, or should have been, since the last read: what waited in the device then, and the time since.
  private func lostSamples() -> Int {
    let now = MonotonicClock.now()
    let lost = lastDelay + Int(Double(now - lastArrival) * 1e-9 * Double(format.sampleRate))
    lastArrival = now
    lastDelay = 0
    return lost
  }
}
