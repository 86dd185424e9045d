import Synchronization

extension Playback {
  /// When a playing thread last gave a sign of life, in nanoseconds.
  private final class Heartbeat: Sendable {
    private let last = Atomic<Int>(MonotonicClock.now())
    func beat() { last.store(MonotonicClock.now(), ordering: .relaxed) }
    var age: Int { MonotonicClock.now() - last.load(ordering: .relaxed) }
  }

  /// Nanoseconds without a sign of life after which the sound server counts as hanging, and after a cancellation.
  private static let patience = (playing: 5_000_000_000, cancelled: 500_000_000)

  /// Plays `samples` on a thread of their own, which is left behind where the sound server hangs, and waits for its end.
  ///
  /// - Parameter isCancelled: asked on both threads.
  /// - Errors: `deviceUnavailable`, `deviceLost`, both also when the sound server gives no answer for five seconds.
  public static func playAttended(
    _ samples: [Float], sampleRate: Int, device: String = "default",
    isCancelled: @escaping @Sendable () -> Bool
  ) throws(AudioError) {
    try attend(device, isCancelled) { (isCancelled) throws(AudioError) in
      let playback = try Playback(device: device, sampleRate: sampleRate)
      try samples.withUnsafeBufferPointer { samples throws(AudioError) in
        try playback.play(samples, isCancelled: isCancelled)
      }
    }
  }

  /// Runs `body` on a thread of its own for as long as it asks whether it is cancelled.
  static func attend(
    _ device: String, _ isCancelled: @escaping @Sendable () -> Bool,
    _ body: @escaping @Sendable (_ isCancelled: () -> Bool) throws(AudioError) -> Void
  ) throws(AudioError) {
    let heartbeat = Heartbeat()
    let call = AbandonableCall(device) { () throws(AudioError) in
      try body {
        heartbeat.beat()
        return isCancelled()
      }
    }
    let end: Void? = try call.result(within: .seconds(1_000_000)) {
      heartbeat.age > (isCancelled() ? patience.cancelled : patience.playing)
    }
    if end == nil, !isCancelled() { throw .deviceLost(name: device, reason: "it does not answer") }
  }
}
