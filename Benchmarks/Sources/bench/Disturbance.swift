import Foundation

/// How much of the processors other programs take while something is measured.
///
/// It matters beyond their share: threads that wait for each other at every step, as those of OpenMP do, all wait where
/// one of them loses its core, and get slower by a factor of twenty and more.
struct Disturbance {
  private let begin = ChildProcess.now()
  private let busyBefore = Disturbance.busySeconds()
  private let ownBefore = Disturbance.ownSeconds()

  /// Share above which a measurement is not compared with others.
  static let limit = 0.02

  /// Share of all cores since the beginning; children have to be waited for. Range: 0...1
  func share() -> Double {
    let others = Self.busySeconds() - busyBefore - (Self.ownSeconds() - ownBefore)
    return max(0, others / ((ChildProcess.now() - begin) * Double(Machine.coreCount)))
  }

  /// Says how much it was.
  func report() {
    let share = share()
    let remark = share > Self.limit ? ": DISTURBED, to be measured again" : ""
    Report.note(String(format: "other programs took %.1f %% of the cores meanwhile%@", share * 100, remark))
  }

  /// Processor time of all programs since the machine started.
  private static func busySeconds() -> Double {
    let text = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8)) ?? ""
    let ticks = text.prefix { $0 != "\n" }.split(separator: " ").dropFirst().prefix(8).compactMap {
      Double($0)
    }
    guard ticks.count == 8 else { return .nan }
    // All but idle, and waiting for a disk.
    return (ticks.reduce(0, +) - ticks[3] - ticks[4]) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// Processor time of this program and of the children it has waited for.
  private static func ownSeconds() -> Double {
    var total = 0.0
    for who in [RUSAGE_SELF.rawValue, RUSAGE_CHILDREN.rawValue] {
      var usage = rusage()
      getrusage(who, &usage)
      for time in [usage.ru_utime, usage.ru_stime] {
        total += Double(time.tv_sec) + Double(time.tv_usec) * 1e-6
      }
    }
    return total
  }
}
