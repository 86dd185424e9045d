import Glibc

/// Nanoseconds of the clock that nobody sets.
enum MonotonicClock {
  /// Nanoseconds since some moment before the program started.
  static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  /// Sleeps until `deadline`, on the scale of `now()`; a signal may end the sleep early.
  static func sleep(until deadline: Int) {
    var time = timespec(tv_sec: deadline / 1_000_000_000, tv_nsec: deadline % 1_000_000_000)
    clock_nanosleep(CLOCK_MONOTONIC, Int32(TIMER_ABSTIME), &time, nil)
  }
}
