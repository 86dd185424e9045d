import Buffers
import Glibc
import Synchronization

/// What a capture thread runs, and what it shares with its consumer.
final class CaptureLoop: @unchecked Sendable {
  let wake = WakeSignal()
  let source: any AudioSource
  let ring: SampleRing
  let captured = Atomic<Int>(0)
  let dropped = Atomic<Int>(0)
  let overruns = Atomic<Int>(0)
  let lost = Atomic<Int>(0)
  let realTime = Atomic<Bool>(false)
  let isStopping = Atomic<Bool>(false)
  /// Set by the thread after `failure`, which is not touched again.
  let isFinished = Atomic<Bool>(false)
  private(set) var failure: AudioError?
  /// Signalled when the thread has nothing left to do.
  let returned = WakeSignal()
  private let isOver = Mutex((hasReturned: false, isAbandoned: false))
  private let block: UnsafeMutableBufferPointer<Float>

  init(source: any AudioSource, ringDuration: Duration) {
    self.source = source
    let rate = source.format.sampleRate
    let count = max(1, Int(ringDuration / .microseconds(1) * Double(rate) / 1e6))
    ring = SampleRing(minimumCapacity: count)
    let blockCount = source.isLive ? max(1, rate / 50) : 4096
    block = .allocate(capacity: min(blockCount, ring.capacity))
    block.initialize(repeating: 0)
  }

  deinit {
    block.deallocate()
  }

  /// The thread's body.
  func run() {
    ThreadSignals.leaveToOthers()
    nameThread()
    if source.isLive { askForRealTime() }
    do throws(AudioError) {
      try capture()
      finish(nil)
    } catch {
      finish(error)
    }
    // Here, because closing a device may take for ever too.
    source.giveBack()
    isOver.withLock { isOver in
      isOver.hasReturned = true
      if isOver.isAbandoned { AbandonedThreads.returned() }
    }
    returned.signal()
  }

  /// Leaves the thread to itself, unless it has returned; whether it was left.
  func abandon() -> Bool {
    isOver.withLock { isOver in
      guard !isOver.hasReturned else { return false }
      isOver.isAbandoned = true
      AbandonedThreads.left()
      return true
    }
  }

  private func capture() throws(AudioError) {
    while !isStopping.load(ordering: .relaxed) {
      switch try source.read(into: block) {
      case .end: return
      case .overrun(let lostSampleCount):
        overruns.wrappingAdd(1, ordering: .relaxed)
        lost.wrappingAdd(lostSampleCount, ordering: .relaxed)
        wake.signal()
      case .samples(let count):
        captured.wrappingAdd(count, ordering: .relaxed)
        pass(UnsafeBufferPointer(rebasing: block[0..<count]))
      }
    }
  }

  /// Writes to the ring; a source that is not live waits for room.
  private func pass(_ samples: UnsafeBufferPointer<Float>) {
    var rest = samples
    while true {
      let written = ring.write(rest)
      if written > 0 { wake.signal() }
      if written == rest.count { return }
      rest = UnsafeBufferPointer(rebasing: rest[written...])
      if source.isLive || isStopping.load(ordering: .relaxed) {
        dropped.wrappingAdd(rest.count, ordering: .relaxed)
        // A device that makes its samples up gives them without a pause, and this thread goes before all others.
        MonotonicClock.sleep(until: MonotonicClock.now() + 1_000_000)
        return
      }
      MonotonicClock.sleep(until: MonotonicClock.now() + 1_000_000)
    }
  }

  /// Makes the end, and what caused it, visible to the reader.
  func finish(_ error: AudioError?) {
    failure = error
    isFinished.store(true, ordering: .releasing)
    wake.signal()
  }

  /// Names the thread for `top` and debuggers; pthread_setname_np is not imported.
  private func nameThread() {
    let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = write(file, "capture", 7)
    close(file)
  }

  /// Asks for a low real-time priority; where the system refuses, the thread runs as any other.
  private func askForRealTime() {
    var parameters = sched_param()
    parameters.sched_priority = 10
    let granted = pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters) == 0
    realTime.store(granted, ordering: .relaxed)
  }
}
