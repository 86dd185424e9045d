import Buffers
import DSP
import Testing

/// Reference numbers by librosa 0.11 (`mel_frequencies`, `filters.mel`) and SciPy 1.17 (`get_window`).
@Suite("Mel filter bank and windows")
struct MelFilterBankTests {
  private func bank(_ scale: MelScale, melCount: Int, lowest: Double, highest: Double) -> MelFilterBank {
    MelFilterBank(
      sampleRate: 16_000, fftSize: 512, melCount: melCount, lowest: lowest, highest: highest, scale: scale,
      normalization: .none)
  }

  @Test("triangles peak where librosa's do")
  func centres() {
    let htk = bank(.htk, melCount: 64, lowest: 60, highest: 7800).centreFrequencies
    for (index, hertz) in [(0, 88.76200452), (31, 1794.88231269), (63, 7490.04967651)] {
      #expect(abs(htk[index] - hertz) < 1e-6)
    }
    let slaney = bank(.slaney, melCount: 128, lowest: 0, highest: 8000).centreFrequencies
    for (index, hertz) in [(0, 23.38275993), (63, 1668.66748188), (127, 7809.3946175)] {
      #expect(abs(slaney[index] - hertz) < 1e-6)
    }
  }

  @Test("triangles weigh as librosa's do")
  func weights() {
    let weights = bank(.htk, melCount: 64, lowest: 60, highest: 7800).denseWeights()
    let row = weights[10].enumerated().filter { $0.element != 0 }
    #expect(row.map(\.offset) == [13, 14, 15])
    for (value, expected) in zip(row.map(\.element), [0.10460042, 0.8539888, 0.41862476] as [Float]) {
      #expect(abs(value - expected) < 1e-6)
    }
    #expect(abs(weights.joined().reduce(0, +) - 242.22887) < 1e-3)
  }

  @Test("windows are SciPy's periodic ones")
  func windows() {
    let hann: [Float] = [0, 0.14644661, 0.5, 0.85355339, 1, 0.85355339, 0.5, 0.14644661]
    let hamming: [Float] = [0.08, 0.21473088, 0.54, 0.86526912, 1, 0.86526912, 0.54, 0.21473088]
    for (window, expected) in [(Window.hann, hann), (.hamming, hamming)] {
      let values = window.values(count: 8).array
      #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-7 })
    }
  }

  @Test("mel and hertz are each other's inverse", arguments: MelScale.allCases)
  func inverse(_ scale: MelScale) {
    for hertz in [0.0, 1, 60, 999.9, 1000, 1000.1, 7800, 96_000] {
      #expect(abs(scale.hertz(mel: scale.mel(hertz: hertz)) - hertz) <= 1e-9 * max(hertz, 1))
    }
  }

  @Test("triangles are applied as their full matrix would be")
  func dense() {
    for melCount in [1, 7, 64] {
      let bank = bank(.htk, melCount: melCount, lowest: 0, highest: 8000)
      let power = AlignedBuffer(count: bank.paddedBinCount)
      for (index, value) in Noise.samples(bank.binCount).enumerated() { power[index] = value + 1 }
      let mel = AlignedBuffer(count: melCount)
      bank.apply(to: power.base, into: mel.base)
      for (melIndex, row) in bank.denseWeights().enumerated() {
        let expected = zip(row, power.array).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        #expect(abs(Double(mel[melIndex]) - expected) <= 1e-5 * expected)
      }
    }
  }

  @Test("analyzers made and used on many threads at once agree")
  func threads() async throws {
    let samples = Noise.samples(4000)
    @Sendable func rows(_ fftSize: Int) throws -> [Float] {
      var options = LogMelOptions()
      options.fftSize = fftSize
      return try samples.withUnsafeBufferPointer { samples in
        try MelPowerAnalyzer.rows(of: samples, options: options).array
      }
    }
    let sizes = (0..<64).map { 400 + $0 % 8 * 16 }
    let alone = try sizes.map { try rows($0) }
    try await withThrowingTaskGroup(of: (Int, [Float]).self) { group in
      for (index, size) in sizes.enumerated() {
        group.addTask { (index, try rows(size)) }
      }
      for try await (index, together) in group {
        #expect(together == alone[index])
      }
    }
  }
}
