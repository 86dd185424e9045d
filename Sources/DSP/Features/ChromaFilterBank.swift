import Glibc

/// Weights that sum the bins of a power spectrum into pitch classes.
///
/// - Source: librosa 0.11 `filters.chroma` with `norm=2, base_c=True`, after Ellis 2007
struct ChromaFilterBank: Sendable {
  let weights: PaddedMatrix

  init(
    sampleRate: Int, fftSize: Int, chromaCount: Int, tuning: Double, centreOctave: Double,
    octaveWidth: Double?
  ) {
    let binCount = fftSize / 2 + 1
    let count = Double(chromaCount)
    // Octaves above the A of 27.5 Hz, in chroma bins.
    let lowestA = 440 * pow(2, tuning / count) / 16
    var positions = (0...binCount).map { binIndex in
      count * log2(Double(binIndex) * Double(sampleRate) / Double(fftSize) / lowestA)
    }
    // 0 Hz has no pitch: it is put one and a half octaves below the first bin.
    positions[0] = positions[1] - 1.5 * count

    let half = (count / 2).rounded(.toNearestOrEven)
    let columns = (0..<binCount).map { binIndex in
      let position = positions[binIndex]
      let width = max(positions[binIndex + 1] - position, 1)
      let bumps = (0..<chromaCount).map { chroma in
        var distance = fmod(position - Double(chroma) + half + 10 * count, count)
        if distance < 0 { distance += count }
        let scaled = 2 * (distance - half) / width
        return exp(-0.5 * scaled * scaled)
      }
      let norm = bumps.reduce(0) { $0 + $1 * $1 }.squareRoot()
      var share = norm < Double.leastNormalMagnitude ? 1 : 1 / norm
      if let octaveWidth {
        let octaves = (position / count - centreOctave) / octaveWidth
        share *= exp(-0.5 * octaves * octaves)
      }
      return bumps.map { $0 * share }
    }
    // The bumps count from A; the rows count from C.
    let shift = 3 * (chromaCount / 12)
    weights = PaddedMatrix(rowCount: chromaCount, columnCount: binCount) { row, column in
      columns[column][(row + shift) % chromaCount]
    }
  }
}
