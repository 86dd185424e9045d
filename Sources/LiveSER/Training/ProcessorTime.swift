import Glibc

/// Time that processors have worked for this program.
enum ProcessorTime {
  /// Of all threads together since the start. Units: seconds.
  static func seconds() -> Double {
    var time = timespec()
    guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return 0 }
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
