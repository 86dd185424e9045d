import Foundation

/// One line of output: what was measured, and every repeat of it.
struct Measurement: Codable {
  /// What was measured.
  var name: String
  /// One value a repeat, the warm-up left out.
  var values: [Double] = []
  /// A fact instead of values.
  var text: String?

  /// Prints the measurement as a line of JSON.
  func write() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    print(String(decoding: try encoder.encode(self), as: UTF8.self))
  }
}

/// Times things again and again.
struct Stopwatch {
  /// Times that count.
  var repeatCount: Int
  /// Seconds that a repeat lasts at least.
  var leastSeconds: Double

  /// Seconds that one call of `body` takes, once a repeat; each repeat is a row of calls, after a warm-up as long.
  func seconds(_ body: () throws -> Void) rethrows -> [Double] {
    let clock = ContinuousClock()
    try body()
    var callCount = 0
    let begin = clock.now
    repeat {
      try body()
      callCount += 1
    } while (clock.now - begin) / .seconds(1) < leastSeconds
    return try (0..<repeatCount).map { _ in
      let begin = clock.now
      for _ in 0..<callCount { try body() }
      return (clock.now - begin) / .seconds(1) / Double(callCount)
    }
  }
}

/// Numbers between 0 and 1 that are the same in every run.
struct Noise {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> Float {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Float(state >> 40) * 0x1p-24
  }

  /// About normal, with mean 0 and deviation 1.
  mutating func normal() -> Float {
    (0..<12).reduce(into: -6) { sum, _ in sum += next() }
  }
}

extension [Float] {
  /// The numbers as bytes of a file.
  var data: Data { withUnsafeBytes { Data($0) } }
}
