import Buffers
import DSP
import Glibc

/// What depends on where the mel bins lie: synthetic noises and pass bands.
struct SpectralShapes: Sendable {
  private let centres: [Float]
  /// Power of white noise in each bin, relative to the mean.
  private let widths: [Float]

  init(_ bank: MelFilterBank) {
    centres = bank.centreFrequencies.map { Float($0) }
    // A triangle's sum over the spectrum is what white noise of unit power leaves in it.
    let sums = bank.denseWeights().map { $0.reduce(0, +) }
    let mean = sums.reduce(0, +) / Float(sums.count)
    widths = sums.map { $0 / mean }
  }

  /// Steady noise of random colour: from rising to steeply falling spectra, with the fluctuation that the
  /// analysis of real noise has (a sum of squares, more of them in wide bins).
  func steadyNoise(rowCount: Int, _ random: inout SeededGenerator) -> MelRows {
    let melCount = centres.count
    let exponent = random.nextFloat(in: -0.5...2)
    let noise = MelRows(power: AlignedBuffer(count: rowCount * melCount), melCount: melCount)
    for row in 0..<rowCount {
      let values = noise.row(row)
      for bin in 0..<melCount {
        let degrees = 3 + 4 * widths[bin]
        // Wilson & Hilferty 1931: the cube root of a chi-square is nearly normal.
        let a = 2 / (9 * degrees)
        let cube = 1 - a + a.squareRoot() * Float(random.nextNormal())
        values[bin] = widths[bin] * powf(centres[bin] / 1000, -exponent) * max(0, cube * cube * cube)
      }
    }
    return noise
  }

  /// Attenuates the bins outside the band, down to 40 dB.
  func limitBand(_ gains: inout [Float], _ band: PassBand) {
    for bin in centres.indices {
      let octaves = max(0, log2f(band.low / max(centres[bin], 1)), log2f(centres[bin] / band.high))
      gains[bin] *= powf(10, -min(40, band.slope * octaves) / 10)
    }
  }
}

/// What a telephone or a small microphone lets through.
struct PassBand: Sendable, Equatable {
  /// Edges. Units: Hz
  var low: Float, high: Float
  /// Attenuation outside. Units: dB an octave
  var slope: Float

  /// A telephone's band, steep on both sides, or, as often, that of a laptop's microphone: weak in the bass, and dull.
  static func drawn(_ random: inout SeededGenerator) -> PassBand {
    if random.nextFloat() < 0.5 {
      return PassBand(
        low: random.nextFloat(in: 150...400), high: random.nextFloat(in: 3000...4500), slope: 24)
    }
    return PassBand(low: random.nextFloat(in: 120...350), high: random.nextFloat(in: 4500...7500), slope: 12)
  }
}
