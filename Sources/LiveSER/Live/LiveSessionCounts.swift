import Synchronization

/// How a live session is doing; all counts since it began.
struct LiveSessionCounts: Sendable, Equatable {
  /// Samples the device captured: what the source delivered, and what the device lost (an estimate). Once the session
  /// is over, captured = processed + dropped + skipped.
  var capturedSampleCount = 0
  /// Samples recognised.
  var processedSampleCount = 0
  /// Samples lost: for want of room between the threads, and in the device itself (an estimate).
  var droppedSampleCount = 0
  /// Samples not recognised because the user wanted it so: while paused, and beyond the limit.
  var skippedSampleCount = 0
  /// How often samples were lost.
  var overrunCount = 0
  /// How often the device was lost.
  var lossCount = 0
  /// Seconds that went by while it was gone, as far as it came back.
  var gapSeconds = 0.0
  /// Seconds of audio recognised.
  var seconds = 0.0
  /// Age of the oldest sample of the last block when it had been recognised.
  var latency = Duration.zero
}

/// The counts, written by the recognition thread and read by any.
final class LiveSessionCounters: Sendable {
  private let counts = Mutex(LiveSessionCounts())

  /// The counts now.
  var current: LiveSessionCounts { counts.withLock(\.self) }

  /// Changes the counts; the lock is held for a copy by readers and for `change` by the writer.
  func update(_ change: (inout LiveSessionCounts) -> Void) {
    counts.withLock { change(&$0) }
  }
}
