import Glibc
import Synchronization

/// Records the virtual microphone beside the dashboard and notes when sound comes after silence.
final class BurstMonitor: Sendable {
  private let process: ChildProcess
  private let arrival = Atomic<UInt64>(0)
  private static let rate = 48_000.0

  init() throws {
    let ends = try ChildProcess.makePipe()
    defer { close(ends.writer) }
    process = try ChildProcess(
      [
        "parec", "--device=\(Sound.monitor)", "--latency-msec=5", "--process-time-msec=5", "--raw",
        "--format=s16le", "--rate=48000", "--channels=1",
      ], output: ends.writer)
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Reader(monitor: self, descriptor: ends.reader))
    pthread_create(
      &thread, nil,
      { pointer in
        let reader = Unmanaged<Reader>.fromOpaque(pointer!).takeRetainedValue()
        reader.run()
        return nil
      }, box.toOpaque())
    pthread_detach(thread)
  }

  /// Waits for the next burst.
  func listen() { arrival.store(0, ordering: .relaxed) }

  /// When the burst's first sample came; nil where none came.
  func heard(within seconds: Double) -> Double? {
    let deadline = ChildProcess.now() + seconds
    while ChildProcess.now() < deadline {
      let value = arrival.load(ordering: .acquiring)
      if value != 0 { return Double(bitPattern: value) }
      usleep(1000)
    }
    return nil
  }

  func end() { process.end() }

  /// The reading end, on a thread of its own.
  private final class Reader {
    let monitor: BurstMonitor
    let descriptor: Int32

    init(monitor: BurstMonitor, descriptor: Int32) {
      self.monitor = monitor
      self.descriptor = descriptor
    }

    func run() {
      var block = [Int16](repeating: 0, count: 4096)
      while case let count = read(descriptor, &block, block.count * 2), count > 0 {
        let now = ChildProcess.now()
        let samples = block[..<(count / 2)]
        guard let first = samples.firstIndex(where: { $0.magnitude > 1000 }) else { continue }
        guard monitor.arrival.load(ordering: .relaxed) == 0 else { continue }
        // The block ends now; its sample `first` was there so much earlier.
        let time = now - Double(samples.count - first) / BurstMonitor.rate
        monitor.arrival.store(time.bitPattern, ordering: .releasing)
      }
      close(descriptor)
    }
  }
}
