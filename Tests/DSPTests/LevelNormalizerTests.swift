import DSP
import Glibc
import Testing

@Suite("Causal level normalisation")
struct LevelNormalizerTests {
  /// Log-mel rows of the speech fixture at a gain.
  private func rows(gain: Float, floor: Float) throws -> [[Float]] {
    let samples = try Fixture.samples("speech-16000.wav").map { $0 * gain }
    let powers = try samples.withUnsafeBufferPointer { samples in
      try MelPowerAnalyzer.rows(of: samples, options: LogMelOptions())
    }
    naturalLog(of: UnsafeBufferPointer(powers.elements), floor: floor, into: powers.base)
    let values = powers.array
    return stride(from: 0, to: values.count, by: 64).map { Array(values[$0..<$0 + 64]) }
  }

  private func normalized(_ rows: [[Float]], range: Float? = 100) throws -> [[Float]] {
    var options = LevelNormalizer.Options()
    options.rangeBelowLevel = range
    var normalizer = try LevelNormalizer(options)
    return rows.map { row in
      var row = row
      row.withUnsafeMutableBufferPointer { _ = normalizer.normalize(logMel: $0) }
      return row
    }
  }

  @Test("makes rows independent of the gain", arguments: [Float(0.1), 10])
  func gain(_ gain: Float) throws {
    let reference = try normalized(rows(gain: 1, floor: 1e-30))
    let other = try normalized(rows(gain: gain, floor: 1e-30))
    let worst = zip(reference.joined(), other.joined()).map { abs($0 - $1) }.max() ?? .infinity
    #expect(worst < 1e-4, "worst difference \(worst)")
  }

  @Test("leaves of a gain of 20 dB only what the floor hides")
  func floor() throws {
    let quiet = try rows(gain: 1, floor: 1e-6)
    let (reference, louder) = (try normalized(quiet), try normalized(rows(gain: 10, floor: 1e-6)))
    var compared = 0
    for (row, values) in quiet.enumerated() {
      for (bin, value) in values.enumerated() where value > log(1e-3) {
        #expect(abs(reference[row][bin] - louder[row][bin]) < 1e-3)
        compared += 1
      }
    }
    #expect(compared > 1000)
  }

  @Test(
    "leaves a recording's noise floor out, as far below the level as the options say",
    arguments: [Float(0.1), 10])
  func range(_ gain: Float) throws {
    let rows = try rows(gain: gain, floor: 1e-30)
    let whole = try normalized(rows, range: nil)
    for range in [Float(9), 11] {
      let least = (8 - range) / 4
      #expect(whole.joined().contains { $0 < least })
      for (value, unbounded) in zip(try normalized(rows, range: range).joined(), whole.joined()) {
        #expect(abs(value - max(unbounded, least)) < 1e-5)
      }
    }
  }

  /// The definition, written again in double precision.
  private func definition(_ rows: [[Float]]) -> [[Double]] {
    var level: Double?
    return rows.map { row in
      let energy = log(row.reduce(0) { $0 + exp(Double($1)) })
      var m = level ?? energy
      if energy > m { m += 0.2 * (energy - m) } else { m -= 0.004 * min(m - energy, 5) }
      level = m
      return row.map { (Double($0) - m + 8) / 4 }
    }
  }

  @Test("follows its definition")
  func formula() throws {
    let rows = try rows(gain: 1, floor: 1e-6)
    let worst = zip(try normalized(rows).joined(), definition(rows).joined()).map { abs(Double($0) - $1) }
      .max()
    #expect(try #require(worst) < 1e-5)
  }

  @Test("gives the logarithm of the summed power, and begins with it")
  func energy() throws {
    var normalizer = try LevelNormalizer()
    #expect(normalizer.level == nil)
    var row = [Float](repeating: log(0.25), count: 4)
    let energy = row.withUnsafeMutableBufferPointer { normalizer.normalize(logMel: $0) }
    #expect(abs(energy) < 1e-6)
    #expect(normalizer.level == energy)
    #expect(abs(row[0] - (log(0.25) + 8) / 4) < 1e-6)
  }

  @Test("outlives rows that are not finite", arguments: [Float.nan, .infinity, -.infinity])
  func notFinite(_ value: Float) throws {
    var normalizer = try LevelNormalizer()
    var spoilt = [Float](repeating: value, count: 64)
    spoilt.withUnsafeMutableBufferPointer { _ = normalizer.normalize(logMel: $0) }
    #expect(normalizer.level == nil)
    var row = [Float](repeating: -3, count: 64)
    row.withUnsafeMutableBufferPointer { _ = normalizer.normalize(logMel: $0) }
    let level = normalizer.level
    spoilt.withUnsafeMutableBufferPointer { _ = normalizer.normalize(logMel: $0) }
    #expect(normalizer.level == level)
    #expect(row.allSatisfy { $0.isFinite })
  }

  @Test(
    "starts anew after digital silence, and only where the options say so", arguments: [true, false, nil])
  func restart(restarts: Bool?) throws {
    let rows = try rows(gain: 1, floor: 1e-6)
    let silence = [Float](repeating: logf(1e-6), count: rows[0].count)
    var options = LevelNormalizer.Options()
    options.restartsAfterSilence = restarts
    var normalizer = try LevelNormalizer(options, silence: logf(Float(rows[0].count) * 1e-6))
    var quiet = silence
    for _ in 0..<50 {
      quiet = silence
      quiet.withUnsafeMutableBufferPointer { _ = normalizer.normalize(logMel: $0) }
    }
    #expect(quiet.allSatisfy { $0.isFinite })
    #expect((normalizer.level == nil) == (restarts == true))
    var first = rows[0]
    first.withUnsafeMutableBufferPointer { _ = normalizer.normalize(logMel: $0) }
    let fresh = try normalized([rows[0]])[0]
    #expect((first == fresh) == (restarts == true))
  }

  @Test("starts again after a reset")
  func reset() throws {
    let rows = try rows(gain: 1, floor: 1e-6)
    var normalizer = try LevelNormalizer()
    var first = rows[0]
    first.withUnsafeMutableBufferPointer { _ = normalizer.normalize(logMel: $0) }
    var loud = [Float](repeating: 5, count: 64)
    loud.withUnsafeMutableBufferPointer { _ = normalizer.normalize(logMel: $0) }
    normalizer.reset()
    var again = rows[0]
    again.withUnsafeMutableBufferPointer { _ = normalizer.normalize(logMel: $0) }
    #expect(again == first)
  }

  @Test("is never further below a row than the options say: the first word out of silence is as loud as any")
  func attackSpan() throws {
    func level(span: Float?, after energies: [Float]) throws -> Float {
      var options = LevelNormalizer.Options()
      options.attackSpan = span
      var normalizer = try LevelNormalizer(options)
      for energy in energies {
        var row = [Float](repeating: -.infinity, count: 64)
        row[0] = energy
        row.withUnsafeMutableBufferPointer { _ = normalizer.normalize(logMel: $0) }
      }
      return try #require(normalizer.level)
    }
    // A fifth of the way from -14 to 0, or what the span leaves.
    #expect(try abs(level(span: nil, after: [-14, 0]) + 11.2) < 1e-4)
    #expect(try abs(level(span: 100, after: [-14, 0]) + 11.2) < 1e-4)
    #expect(try abs(level(span: 4, after: [-14, 0]) + 4) < 1e-4)
    #expect(try abs(level(span: 4, after: [-2, 0]) + 1.6) < 1e-4)
    #expect(try level(span: 0, after: [-14, 0]) == 0)
    // Downwards nothing changes.
    #expect(try level(span: 0, after: [0, -14]) == level(span: nil, after: [0, -14]))
  }

  @Test("refuses options out of range by name")
  func options() {
    var options = LevelNormalizer.Options()
    options.attack = 1.5
    options.attackSpan = -1
    options.scale = 0
    options.rangeBelowLevel = 0.5
    #expect {
      _ = try LevelNormalizer(options)
    } throws: { error in
      guard case .invalidOptions(let problems) = error as? DSPError else { return false }
      return problems.map(\.name) == ["attack", "attackSpan", "scale", "rangeBelowLevel"]
    }
  }
}
