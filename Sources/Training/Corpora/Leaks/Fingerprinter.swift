import DSP
import Glibc

/// Makes fingerprints; one is used for many recordings.
///
/// - Thread: one at a time.
struct Fingerprinter: ~Copyable {
  private static let bandCount = 33
  private static let lag = 4
  /// Rows quieter than the loudest by more than this (30 dB) are left out.
  private static let activePower: Float = 1e-3
  /// Keeps the logarithm of an empty band finite, 70 dB under the loudest row.
  private static let floorPower: Float = 1e-7

  private var analyzer: MelPowerAnalyzer

  init() {
    var options = LogMelOptions()
    options.sampleRate = 16_000
    options.windowLength = 2048
    options.fftSize = 2048
    options.hopLength = 256
    options.framesPerStep = 1
    options.melCount = Self.bandCount
    options.lowestFrequency = 300
    options.highestFrequency = 3400
    do {
      analyzer = try MelPowerAnalyzer(options)
    } catch {
      preconditionFailure("the fingerprint's own options are refused: \(error)")
    }
  }

  /// The fingerprints of mono `samples` at 16 kHz from the first sample, and from half a row later.
  mutating func pair(of samples: [Float]) -> FingerprintPair {
    FingerprintPair(
      aligned: fingerprint(of: samples),
      shifted: fingerprint(of: Array(samples.dropFirst(analyzer.options.hopLength / 2))))
  }

  /// The fingerprint of mono `samples` at 16 kHz; empty where they are too few.
  mutating func fingerprint(of samples: [Float]) -> Fingerprint {
    let powers = bandPowers(of: samples)
    let rowCount = powers.count / Self.bandCount
    guard rowCount > Self.lag else { return Fingerprint(words: [], isActive: []) }
    let energies = (0..<rowCount).map { row in
      powers[row * Self.bandCount..<(row + 1) * Self.bandCount].reduce(0, +)
    }
    let loudest = energies.max() ?? 0
    guard loudest > 0, loudest.isFinite else { return Fingerprint(words: [], isActive: []) }
    let slopes = slopes(of: powers, floor: loudest * Self.floorPower)
    var words: [UInt32] = []
    var isActive: [Bool] = []
    let slopeCount = Self.bandCount - 1
    for row in Self.lag..<rowCount {
      var word: UInt32 = 0
      for band in 0..<slopeCount
      where slopes[row * slopeCount + band] > slopes[(row - Self.lag) * slopeCount + band] {
        word |= 1 << UInt32(band)
      }
      words.append(word)
      isActive.append(min(energies[row], energies[row - Self.lag]) > loudest * Self.activePower)
    }
    return Fingerprint(words: words, isActive: isActive)
  }

  private mutating func bandPowers(of samples: [Float]) -> [Float] {
    analyzer.reset()
    if samples.allSatisfy(\.isFinite) {
      samples.withUnsafeBufferPointer { analyzer.accept($0) }
    } else {
      samples.map { $0.isFinite ? $0 : 0 }.withUnsafeBufferPointer { analyzer.accept($0) }
    }
    return [Float](unsafeUninitializedCapacity: analyzer.readyRowCount * Self.bandCount) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      while analyzer.nextRow(into: base + count) { count += Self.bandCount }
    }
  }

  /// Differences between neighbouring bands' logarithms.
  private func slopes(of powers: [Float], floor: Float) -> [Float] {
    let logs = powers.map { logf($0 + floor) }
    var slopes: [Float] = []
    slopes.reserveCapacity(logs.count)
    for start in stride(from: 0, to: logs.count, by: Self.bandCount) {
      for band in start..<start + Self.bandCount - 1 { slopes.append(logs[band] - logs[band + 1]) }
    }
    return slopes
  }
}
