import Buffers
import DSP
import Glibc

/// Changes rows of mel power the way rooms, noises and microphones change sound.
///
/// Noise adds in power (phases being independent), a room is a convolution with its energy decay, bin by bin, and
/// microphones and telephone bands are gains of the bins. What comes out goes through the same gate and level
/// normalisation as live sound.
struct Augmenter: Sendable {
  let options: AugmentationOptions
  let frontEnd: FrontEndOptions
  /// Recorded noises.
  let noises: [MelRows]
  /// Energy decays of rooms, each summing to 1 in every bin.
  let rooms: [MelRows]
  private let shapes: SpectralShapes

  init(
    options: AugmentationOptions, frontEnd: FrontEndOptions, noises: [MelRows], rooms: [MelRows]
  ) {
    self.options = options
    self.frontEnd = frontEnd
    self.noises = noises
    self.rooms = rooms.map(Self.energyDecay)
    let logMel = frontEnd.logMel
    shapes = SpectralShapes(
      MelFilterBank(
        sampleRate: logMel.sampleRate, fftSize: logMel.fftSize, melCount: logMel.melCount,
        lowest: logMel.lowestFrequency, highest: logMel.highestFrequency, scale: logMel.melScale,
        normalization: logMel.melNormalization))
  }

  /// Applies everything but masks to a copy of `clip`.
  ///
  /// - Parameter isSpeech: the gate's verdict on the clean rows, against which the noise's level is set.
  func augment(_ clip: MelRows, isSpeech: [Bool], _ random: inout SeededGenerator) -> MelRows {
    let melCount = clip.melCount
    let rows = MelRows(power: AlignedBuffer(clip.power.elements), melCount: melCount)
    if !rooms.isEmpty, random.nextFloat() < options.roomProbability {
      reverberate(rows, clip, rooms[random.nextIndex(below: rooms.count)])
    }
    if random.nextFloat() < options.noiseProbability { addNoise(to: rows, isSpeech: isSpeech, &random) }
    var gains = [Float](repeating: 1, count: melCount)
    let tilt = Float(random.nextNormal()) * options.tiltDeviation
    let gain = Float(random.nextNormal()) * options.gainDeviation
    for bin in 0..<melCount {
      let position = Float(bin) / Float(max(1, melCount - 1)) - 0.5
      gains[bin] = powf(10, (gain + tilt * position) / 10)
    }
    if random.nextFloat() < options.bandLimitProbability {
      let low = random.nextFloat(in: 150...400)
      let high = random.nextFloat(in: 3000...4500)
      shapes.limitBand(&gains, from: low, to: high)
    }
    for row in 0..<rows.count {
      let values = rows.row(row)
      for bin in 0..<melCount { values[bin] *= gains[bin] }
    }
    return rows
  }

  /// Convolves every bin of `clip` with the room's energy decay.
  private func reverberate(_ target: MelRows, _ clip: MelRows, _ room: MelRows) {
    let melCount = clip.melCount
    target.power.clear()
    for delay in 0..<min(room.count, clip.count) {
      let decay = room.row(delay)
      for row in delay..<clip.count {
        let to = target.row(row)
        let from = clip.row(row - delay)
        for bin in 0..<melCount { to[bin] += decay[bin] * from[bin] }
      }
    }
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

  /// A room's response as the share of energy that arrives in each row, from the direct sound on.
  private static func energyDecay(_ room: MelRows) -> MelRows {
    var loudest = 0
    var most: Float = -1
    for row in 0..<room.count {
      let energy = (0..<room.melCount).reduce(Float(0)) { $0 + room.row(row)[$1] }
      if energy > most {
        most = energy
        loudest = row
      }
    }
    let count = room.count - loudest
    let decay = MelRows(power: AlignedBuffer(count: count * room.melCount), melCount: room.melCount)
    for bin in 0..<room.melCount {
      let total = (loudest..<room.count).reduce(Float(0)) { $0 + room.row($1)[bin] }
      for row in 0..<count {
        decay.row(row)[bin] =
          total > 0 ? room.row(loudest + row)[bin] / total : (row == 0 ? 1 : 0)
      }
    }
    return decay
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
