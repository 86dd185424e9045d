import Buffers
import DSP
import Glibc

/// Changes rows of mel power the way voices, noises and microphones change sound.
///
/// Tempo and pitch warp the axes, noise adds in power (phases being independent), and microphones and narrow bands are
/// gains of the bins. What comes out goes through the same gate and level normalisation as live sound.
struct Augmenter: Sendable {
  let options: AugmentationOptions
  let frontEnd: FrontEndOptions
  /// Recorded noises.
  let noises: [MelRows]
  private let shapes: SpectralShapes
  private let warp: RowWarp

  init(options: AugmentationOptions, frontEnd: FrontEndOptions, noises: [MelRows]) {
    self.options = options
    self.frontEnd = frontEnd
    self.noises = noises
    let logMel = frontEnd.logMel
    let bank = MelFilterBank(
      sampleRate: logMel.sampleRate, fftSize: logMel.fftSize, melCount: logMel.melCount,
      lowest: logMel.lowestFrequency, highest: logMel.highestFrequency, scale: logMel.melScale,
      normalization: logMel.melNormalization)
    shapes = SpectralShapes(bank)
    warp = RowWarp(logMel, centres: bank.centreFrequencies)
  }

  /// Applies everything but masks to a copy of `clip`.
  ///
  /// - Parameter isSpeech: the gate's verdict on the clean rows, against which the noise's level is set.
  func augment(_ clip: MelRows, isSpeech: [Bool], _ random: inout SeededGenerator) -> MelRows {
    let melCount = clip.melCount
    let (rows, isSpeech) = warped(clip, isSpeech: isSpeech, &random)
    if random.nextFloat() < options.noiseProbability { addNoise(to: rows, isSpeech: isSpeech, &random) }
    var gains = [Float](repeating: 1, count: melCount)
    let tilt = Float(random.nextNormal()) * options.tiltDeviation
    let gain = Float(random.nextNormal()) * options.gainDeviation
    for bin in 0..<melCount {
      let position = Float(bin) / Float(max(1, melCount - 1)) - 0.5
      gains[bin] = powf(10, (gain + tilt * position) / 10)
    }
    if options.equalizerDeviation > 0 {
      Equalizer.drawn(deviation: options.equalizerDeviation, binCount: melCount, &random).apply(to: &gains)
    }
    if random.nextFloat() < options.bandLimitProbability { shapes.limitBand(&gains, .drawn(&random)) }
    for row in 0..<rows.count {
      let values = rows.row(row)
      for bin in 0..<melCount { values[bin] *= gains[bin] }
    }
    return rows
  }

  /// A copy of `clip` at a tempo and a pitch drawn from the ranges, and the gate's verdict on its rows.
  private func warped(
    _ clip: MelRows, isSpeech: [Bool], _ random: inout SeededGenerator
  ) -> (rows: MelRows, isSpeech: [Bool]) {
    guard options.tempos != [1, 1] || options.pitches != [0, 0] else {
      let power = AlignedBuffer(clip.power.elements)
      return (MelRows(power: power, melCount: clip.melCount), isSpeech)
    }
    let tempo = random.nextDouble(in: options.tempos[0]...options.tempos[1])
    let semitones = random.nextDouble(in: options.pitches[0]...options.pitches[1])
    let rows = warp.apply(tempo: tempo, semitones: semitones, to: clip)
    return (
      rows, (0..<rows.count).map { isSpeech[RowWarp.source(of: $0, tempo: tempo, count: clip.count)] }
    )
  }

  private func addNoise(to rows: MelRows, isSpeech: [Bool], _ random: inout SeededGenerator) {
    let ratio = random.nextFloat(in: options.noiseRatio[0]...options.noiseRatio[1])
    let noise: MelRows
    if noises.isEmpty || random.nextFloat() < options.syntheticNoiseShare {
      noise = shapes.steadyNoise(rowCount: rows.count, &random)
    } else {
      noise = noises[random.nextIndex(below: noises.count)]
    }
    let offset = random.nextIndex(below: noise.count)
    var speech: Double = 0
    var speechCount = 0
    for row in 0..<rows.count where isSpeech[row] {
      for bin in 0..<rows.melCount { speech += Double(rows.row(row)[bin]) }
      speechCount += 1
    }
    let noisePower =
      noise.power.elements.reduce(0.0) { $0 + Double($1) } / Double(noise.count)
    guard speechCount > 0, noisePower > 0 else { return }
    let factor = Float(speech / Double(speechCount) / noisePower) * powf(10, -ratio / 10)
    for row in 0..<rows.count {
      let from = noise.row((offset + row) % noise.count)
      let to = rows.row(row)
      for bin in 0..<rows.melCount { to[bin] += factor * from[bin] }
    }
  }

  /// Sets random bands of bins and runs of rows to 0, the middle of normalised features.
  ///
  /// Source: Park et al. 2019 (SpecAugment), without time warping.
  func mask(_ features: UnsafeMutablePointer<Float>, rowCount: Int, _ random: inout SeededGenerator) {
    let melCount = frontEnd.logMel.melCount
    for _ in 0..<options.frequencyMaskCount {
      let width = random.nextIndex(below: min(options.frequencyMaskWidth, melCount) + 1)
      let first = random.nextIndex(below: melCount - width + 1)
      for row in 0..<rowCount {
        for bin in first..<(first + width) { features[row * melCount + bin] = 0 }
      }
    }
    for _ in 0..<options.timeMaskCount {
      let width = random.nextIndex(below: min(options.timeMaskWidth, rowCount) + 1)
      let first = random.nextIndex(below: rowCount - width + 1)
      (features + first * melCount).update(repeating: 0, count: width * melCount)
    }
  }
}
