import Buffers
import Glibc
import Synchronization

/// Reads a source on a thread of its own and hands the samples over through a ring.
///
/// A live source is never kept waiting: what does not fit into the ring is dropped and counted. Any other source
/// waits for the reader, and nothing is dropped. In its loop the thread neither allocates, locks nor prints.
/// A thread that a sound library holds up is left behind: neither `read` nor `stop` waits for it.
///
/// - Thread: `start`, `stop` and `read` on one thread, the consumer's; counts on any.
public final class CaptureThread: @unchecked Sendable {
  /// What a read brought.
  public enum Delivery: Sendable, Equatable {
    /// That many samples were written to the front of the block.
    case samples(Int)
    /// Nothing came within the time given.
    case timedOut
    /// The stream is over and everything was delivered; the error that ended it, if one did.
    case finished(AudioError?)
  }

  /// Native rate and channel count of the source.
  public let format: AudioFormat
  /// Name of the source.
  public let name: String
  /// Signalled when samples were added and when the stream is over; its descriptor may be polled.
  public var wake: WakeSignal { loop.wake }

  private let loop: CaptureLoop
  private let delivered = Atomic<Int>(0)
  private var thread: pthread_t?
  /// For how long `stop` waits for a thread that is held up in a read, and for one that only gives its device back.
  private static let stopLimit = Duration.seconds(2)
  private static let closingLimit = Duration.milliseconds(250)
  /// For how long reads have waited in vain, and what had been captured by then.
  private var silence = Duration.zero
  private var lastCount = 0
  /// Set once the thread was left behind without an end of its own.
  private var givenUp: AudioError?

  /// Prepares a thread for `source`, which belongs to it from now on.
  ///
  /// - Parameter ringDuration: audio that the ring holds at least. The default lets a process that was stopped for some
  ///   seconds take in at once what the sound server has kept.
  public init(source: any AudioSource, ringDuration: Duration = .seconds(10)) {
    format = source.format
    name = source.name
    loop = CaptureLoop(source: source, ringDuration: ringDuration)
  }

  deinit {
    stop()
  }

  /// Samples that the source delivered.
  public var capturedSampleCount: Int { loop.captured.load(ordering: .relaxed) }
  /// Samples that found no room in the ring. After the end, captured = delivered + dropped.
  public var droppedSampleCount: Int { loop.dropped.load(ordering: .relaxed) }
  /// Samples handed to the reader.
  public var deliveredSampleCount: Int { delivered.load(ordering: .relaxed) }
  /// How often the device overran.
  public var overrunCount: Int { loop.overruns.load(ordering: .relaxed) }
  /// Samples that the device lost in overruns, estimated.
  public var lostSampleCount: Int { loop.lost.load(ordering: .relaxed) }
  /// Samples that wait in the ring.
  public var waitingSampleCount: Int { loop.ring.readableCount }
  /// Whether the system let the thread run at real-time priority.
  public var isRealTime: Bool { loop.realTime.load(ordering: .relaxed) }

  /// Starts the thread; once.
  public func start() {
    precondition(thread == nil && !loop.isStopping.load(ordering: .relaxed), "a capture thread starts once")
    var created = pthread_t()
    // The thread holds the loop and never this object: the last to let go of it must not be the thread itself,
    // which could not join itself.
    let context = Unmanaged.passRetained(loop)
    let code = pthread_create(
      &created, nil,
      { context in
        if let context { Unmanaged<CaptureLoop>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, context.toOpaque())
    guard code == 0 else {
      context.release()
      loop.finish(.deviceUnavailable(name: name, reason: String(cString: strerror(code))))
      return
    }
    thread = created
  }

  /// Ends the thread and waits for it, two seconds at most; samples in the ring can still be read.
  public func stop() {
    loop.isStopping.store(true, ordering: .relaxed)
    guard let running = thread else { return }
    loop.source.interrupt()
    thread = nil
    var waited = Duration.zero
    let step = Duration.milliseconds(50)
    var limit: Duration?
    while !loop.returned.wait(timeout: step), waited < limit ?? Self.stopLimit {
      waited += step
      if limit == nil, loop.isFinished.load(ordering: .acquiring) { limit = waited + Self.closingLimit }
    }
    if loop.abandon() {
      pthread_detach(running)
      if !loop.isFinished.load(ordering: .acquiring) { givenUp = held(for: Self.stopLimit) }
    } else {
      pthread_join(running, nil)
    }
  }

  /// Leaves the thread behind, which has delivered nothing for `silence`.
  private func giveUp() {
    loop.isStopping.store(true, ordering: .relaxed)
    givenUp = held(for: silence)
    guard let running = thread else { return }
    thread = nil
    loop.source.interrupt()
    if loop.abandon() { pthread_detach(running) } else { pthread_join(running, nil) }
  }

  private func held(for time: Duration) -> AudioError {
    .deviceLost(name: name, reason: "no data for \(time.components.seconds) s")
  }

  /// Counts time that a read has waited in vain. Not by the clock: a process that was stopped has not waited.
  private func noteSilence(_ waited: Duration) {
    let count = capturedSampleCount &+ overrunCount
    silence = count == lastCount ? silence + waited : .zero
    lastCount = count
    if let limit = loop.source.silenceLimit, silence >= limit { giveUp() }
  }

  /// Takes what there is, waiting up to `timeout` where there is nothing.
  ///
  /// - Allocates: nothing, but to tell of an error.
  public func read(into block: UnsafeMutableBufferPointer<Float>, timeout: Duration) -> Delivery {
    precondition(!block.isEmpty, "a read needs room for a sample")
    var hasWaited = false
    while true {
      // Before the ring: what was written before the end is seen after it.
      let isOver = loop.isFinished.load(ordering: .acquiring) || givenUp != nil
      let count = loop.ring.read(into: block)
      if count > 0 {
        delivered.wrappingAdd(count, ordering: .relaxed)
        return .samples(count)
      }
      if isOver { return .finished(givenUp ?? loop.failure) }
      if hasWaited {
        noteSilence(timeout)
        if givenUp != nil { continue }
        return .timedOut
      }
      hasWaited = !loop.wake.wait(timeout: timeout)
    }
  }
}
