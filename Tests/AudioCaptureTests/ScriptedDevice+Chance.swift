import Glibc

extension ScriptedDevice {
  /// A script of `count` faults drawn by chance, each after up to two seconds in which all is well.
  ///
  /// - Parameter seed: the same seed gives the same script.
  static func script(seed: UInt64, count: Int) -> [Fault] {
    var chance = Chance(state: seed)
    var script: [Fault] = []
    for _ in 0..<count {
      script += [.runs(frameCount: chance.number(1...32_000)), chance.fault()]
    }
    return script + [.runs(frameCount: 16_000)]
  }

  /// Numbers of SplitMix64.
  private struct Chance {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int {
      range.lowerBound + Int(next() % UInt64(range.count))
    }

    mutating func fault() -> Fault {
      let count = number(1...20)
      let seconds = Double(number(1...2500)) / 1000
      switch number(0...14) {
      case 0: return .waitFails(EPIPE, count: count)
      // Each costs a period, and three seconds of them cost the device.
      case 1: return .readFails(EPIPE, count: min(count, 8))
      case 2: return .waitFails(EAGAIN, count: count)
      case 3: return .readFails(EAGAIN, count: count)
      case 4: return .waitFails(EINTR, count: count)
      case 5: return .emptyReads(count: count)
      case 6: return .shortReads(count: count, frameCount: number(1...50))
      case 7: return .boastfulRead
      case 8: return .suspended(seconds: seconds, result: 0)
      case 9: return .suspended(seconds: seconds, result: -ENOSYS)
      // Either noticed as a gap, or too short to be looked for.
      case 10: return .silent(seconds: 0.4 + seconds * 0.8)
      case 11: return .stopped(seconds: 4 * seconds)
      case 12: return .drift(Double(number(-300...300)))
      case 13: return .period(number(1...4000))
      default: return .readFails(EINTR, count: count)
      }
    }
  }
}
