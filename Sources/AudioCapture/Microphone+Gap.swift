/// A pause in what a device delivers, and what has come since it began.
struct CaptureGap {
  /// When samples had come last, and the frames that waited in the device then.
  var start: Int
  var waitingCount: Int
  /// When samples came again.
  var end: Int
  /// Samples delivered, or known to be lost, since `start`.
  var receivedCount = 0
  /// Whether the last read had to wait: there is no backlog any more.
  var isDrained = false
}

extension Microphone {
  /// A device that brings nothing for so long may have lost what it should have brought.
  private static var shortestGap: Int { 300_000_000 }
  /// It is given so long to bring it after all.
  private static var settlingTime: Int { 500_000_000 }

  /// Samples due in a stretch of time. Units: nanoseconds.
  func sampleCount(from start: Int, to end: Int) -> Int {
    Int((Double(end - start) * 1e-9 * Double(format.sampleRate)).rounded())
  }

  /// Takes note of samples that came, or are known to be lost.
  func noteGap(upTo now: Int, received count: Int) {
    if gap == nil, hasDelivered, now - lastArrival > Self.shortestGap {
      gap = CaptureGap(start: lastArrival, waitingCount: lastDelay, end: now)
    }
    gap?.receivedCount += count
    hasDelivered = true
  }

  /// What a device left out without a word, once it has had time to bring it; nil where nothing is missing.
  func missingSamples() -> Int? {
    guard let past = gap, past.isDrained, lastArrival - past.end > Self.settlingTime else { return nil }
    gap = nil
    let due = past.waitingCount + sampleCount(from: past.start, to: lastArrival)
    let missing = due - past.receivedCount - lastDelay
    // What comes in blocks is off by one of them at either end.
    return missing > format.sampleRate / 10 ? missing : nil
  }
}
