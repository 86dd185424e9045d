import Buffers
import Synchronization

/// Hands what is heard to a recording, without making the recognition thread wait.
///
/// - Thread: `take` on the recognition thread, `open` on the main thread, `close` on either.
final class RecordingTap: Sendable {
  private let ring = Mutex<SampleRing?>(nil)
  private let dropped = Atomic<Int>(0)

  /// Sends everything heard from now on into a new ring of `sampleCount` samples.
  func open(sampleCount: Int) -> SampleRing {
    let fresh = SampleRing(minimumCapacity: sampleCount)
    dropped.store(0, ordering: .relaxed)
    ring.withLock { $0 = fresh }
    return fresh
  }

  /// Sends nothing any more; what the ring holds can still be read.
  func close() {
    ring.withLock { $0 = nil }
  }

  /// Samples that found no room since `open`.
  var droppedSampleCount: Int { dropped.load(ordering: .relaxed) }

  func take(_ samples: UnsafeBufferPointer<Float>) {
    ring.withLock { ring in
      guard let ring else { return }
      let written = ring.write(samples)
      if written < samples.count { dropped.wrappingAdd(samples.count - written, ordering: .relaxed) }
    }
  }
}
