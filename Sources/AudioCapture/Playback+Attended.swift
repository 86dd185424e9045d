import Synchronization

extension Playback {
  /// Signs of life of a playing thread, and whether anybody still waits for it.
  private final class Heartbeat: Sendable {
    let count = Atomic<Int>(0)
    let isGivenUp = Atomic<Bool>(false)
  }

  /// How long whoever waits has waited for a sign of life.
  private struct Wait {
    private var count = 0
    private var lastTurn = MonotonicClock.now()
    /// Nanoseconds. A process that was stopped has not waited: no turn counts for more than somewhat over its length.
    private(set) var length = 0

    mutating func note(_ heartbeat: Heartbeat) {
      let now = MonotonicClock.now()
      let beats = heartbeat.count.load(ordering: .relaxed)
      length = beats == count ? length + min(now - lastTurn, 200_000_000) : 0
      (count, lastTurn) = (beats, now)
    }
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
        heartbeat.count.wrappingAdd(1, ordering: .relaxed)
        return heartbeat.isGivenUp.load(ordering: .relaxed) || isCancelled()
      }
    }
    var wait = Wait()
    let end: Void? = try call.result(within: .seconds(1_000_000)) {
      wait.note(heartbeat)
      return wait.length > (isCancelled() ? patience.cancelled : patience.playing)
    }
    guard end == nil else { return }
    // Should the server answer after all, nobody wants to hear the rest.
    heartbeat.isGivenUp.store(true, ordering: .relaxed)
    if !isCancelled() { throw .deviceLost(name: device, reason: "it does not answer") }
  }
}
