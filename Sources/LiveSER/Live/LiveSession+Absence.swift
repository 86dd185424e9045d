import AudioCapture

/// The time in which a lost device is looked for.
struct DeviceAbsence {
  /// When its last sound came.
  let start: ContinuousClock.Instant
  /// Before the next attempt to open it; longer after each that failed.
  fileprivate var pause = Duration.milliseconds(250)
  /// For how long an attempt may take; longer after each that did not come to an end, because each may leave a thread
  /// behind.
  fileprivate var patience = Duration.seconds(5)

  init(start: ContinuousClock.Instant) {
    self.start = start
  }
}

extension LiveSession {
  /// Tries to open a lost device again, until it is back, the session is stopped, or its time is up.
  func wait(
    toReopen name: String, _ reopen: @escaping @Sendable (String) throws(AudioError) -> any AudioSource,
    _ absence: inout DeviceAbsence?
  ) -> (any AudioSource)? {
    guard var now = absence else { return nil }
    defer { absence = now }
    let rest = limit.map { Duration.seconds(max(0, $0 - heardSeconds)) }
    func left() -> Duration? { rest.map { max(.zero, $0 - (ContinuousClock.now - now.start)) } }
    func isTimeUp() -> Bool { left() == .zero }
    func isOver() -> Bool { isStopping.load(ordering: .relaxed) || isTimeUp() }
    while !isOver() {
      stopSignal.wait(timeout: min(now.pause, left() ?? now.pause))
      if isOver() { return nil }
      now.pause = min(now.pause * 2, .seconds(4))
      let begin = ContinuousClock.now
      // The library may be held up by a sound server that hangs; the session is not.
      let call = AbandonableCall(name) { () throws(AudioError) in try reopen(name) }
      if let source = try? call.result(within: now.patience, isCancelled: isOver) { return source }
      if ContinuousClock.now - begin >= now.patience { now.patience = min(now.patience * 2, .seconds(60)) }
    }
    return nil
  }

  /// Tells that a lost device is back: not when it opens, which a suspended one does too, but when sound comes from it.
  func noteReturn(_ stream: LiveStream, after absence: inout DeviceAbsence?) {
    guard let start = absence?.start else { return }
    absence = nil
    var stream = stream
    stream.gapSeconds = (ContinuousClock.now - start) / .seconds(1)
    counters.update { $0.gapSeconds += stream.gapSeconds }
    handler.deviceChanged(.recovered(time: heardSeconds, stream))
  }
}
