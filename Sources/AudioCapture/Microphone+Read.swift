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
    if !held.isEmpty { return .samples(deliver(to: output, atMost: target.count)) }
    while !isInterrupted.load(ordering: .relaxed) {
      if let missing = missingSamples() { return .overrun(lostSampleCount: missing) }
      if silence > watchdog { try lose("no data for \(silence / 1_000_000_000) s") }
      let begin = pcm.now()
      // The interval bounds how long an interruption goes unseen.
      let ready = pcm.wait(milliseconds: 100)
      let hasWaited = pcm.now() - begin > 200_000
      var code = ready
      if ready > 0 {
        let wanted = min(target.count, periodSampleCount)
        // A driver that says it gave more than it was asked for has not.
        let count = min(pcm.read(into: block, frameCount: wanted), wanted)
        if count > 0 {
          held = 0..<count
          // Told before the samples that come after it.
          if restartCount > 1 { return .overrun(lostSampleCount: lostSamples()) }
          gap?.isDrained = hasWaited
          return .samples(deliver(to: output, atMost: target.count))
        }
        code = Int32(clamping: count)
      }
      let lost = code < 0 ? try recover(from: code) : nil
      // Whatever it was, it must not happen again at once.
      if ready != 0 { pcm.sleep(2_000_000) }
      noteSilence(since: begin)
      if let lost { return .overrun(lostSampleCount: lost) }
    }
    return .end
  }

  /// Hands over what was read from the device, or as much of it as there is room for.
  private func deliver(to output: UnsafeMutablePointer<Float>, atMost limit: Int) -> Int {
    let count = min(held.count, limit)
    let frameSize = encoding.byteCount * format.channelCount
    nonFiniteSampleCount += encoding.mixDown(
      block + held.lowerBound * frameSize, frameCount: count, channelCount: format.channelCount, into: output)
    held.removeFirst(count)
    noteArrival(of: count)
    return count
  }

  private func noteArrival(of count: Int) {
    silence = 0
    restartCount = 0
    let now = pcm.now()
    noteGap(upTo: now, received: count)
    guard let waiting = pcm.waitingFrameCount() else {
      // What it held is gone and will be counted from the last moment at which that was known.
      lastDelay -= count
      return
    }
    lastArrival = now
    lastDelay = waiting + held.count
    latency.store(waiting, ordering: .relaxed)
  }

  /// Counts time that brought no samples. A process that was stopped has not waited: no turn counts for more than
  /// somewhat over its longest wait.
  private func noteSilence(since begin: Int) {
    silence += min(pcm.now() - begin, 150_000_000)
  }

  private func lose(_ reason: String) throws(AudioError) -> Never {
    let error = AudioError.deviceLost(name: name, reason: reason)
    failure = error
    throw error
  }

  /// Restarts the device after an overrun or a suspension.
  ///
  /// - Returns: samples lost in between; nil where nothing was wrong, and while the device sleeps. Also nil where it
  ///   failed again before any sample came, as it does for ever once its server is gone: what that costs is told when
  ///   samples come again, or is part of the gap that its loss leaves.
  /// - Errors: `deviceLost` for everything else.
  func recover(from code: Int32) throws(AudioError) -> Int? {
    switch -code {
    case EINTR, EAGAIN: return nil
    case EPIPE: break
    case ESTRPIPE:
      let result = pcm.resume()
      if result == -EAGAIN {
        pcm.sleep(50_000_000)
        return nil
      }
      // Where the hardware resumes by itself the stream goes on; the time asleep is lost.
      if result == 0 { return noteRestart() }
    default: try lose(ALSALibrary.reason(code))
    }
    let prepared = pcm.prepare()
    if prepared < 0 { try lose(ALSALibrary.reason(prepared)) }
    let started = pcm.start()
    if started < 0 { try lose(ALSALibrary.reason(started)) }
    return noteRestart()
  }

  private func noteRestart() -> Int? {
    restartCount += 1
    return restartCount == 1 ? lostSamples() : nil
  }

  /// What was captured, or should have been, since the last read and is not there any more: what waited in the device
  /// then, and the time since.
  private func lostSamples() -> Int {
    let now = pcm.now()
    let due = max(0, lastDelay + sampleCount(from: lastArrival, to: now))
    // A device that resumes by itself has kept what it held.
    let kept = min((pcm.waitingFrameCount() ?? 0) + held.count, due)
    noteGap(upTo: now, received: due - kept)
    lastArrival = now
    lastDelay = kept
    return due - kept
  }
}
