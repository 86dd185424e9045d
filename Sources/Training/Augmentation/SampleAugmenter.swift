import AudioCapture
import Glibc

/// Makes changed copies of clips, sample by sample.
struct SampleAugmenter: Sendable {
  let sampleRate: Int
  /// Recorded noises and room responses at `sampleRate`.
  let noises: [[Float]], rooms: [[Float]]

  /// The copy of `samples`, as long as its tempo and speed make it.
  ///
  /// - Errors: `audio` where the speed cannot be had.
  func apply(
    _ copy: SampleAugmentation.Copy, to samples: [Float], _ random: inout SeededGenerator
  ) throws(TrainingError) -> [Float] {
    var result = samples
    // A higher pitch is a slower tempo played faster.
    let factor = exp2(copy.pitch / 12)
    if copy.tempo != factor {
      result = TempoChange(sampleRate: sampleRate).apply(copy.tempo / factor, to: result)
    }
    let speed = copy.speed * factor
    if speed != 1 {
      result = try ClipDecoder.resampled(
        result, from: Int((Double(sampleRate) * speed).rounded()), to: sampleRate)
    }
    if copy.isInRoom { result = try AcousticCondition.reverberate(result, rooms: rooms, &random) }
    if let ratio = copy.noiseRatio {
      var sources = noises
      if copy.noise == .white || noises.isEmpty {
        sources = [(0..<max(1, result.count)).map { _ in Float(random.nextNormal()) }]
      }
      result = AcousticCondition.mix(result, noises: sources, ratio: ratio, &random)
    }
    if let band = copy.band {
      result = TelephoneBand(sampleRate: sampleRate, lowest: band[0], highest: band[1]).applied(to: result)
    }
    if copy.gain != 0 {
      let gain = powf(10, copy.gain / 20)
      result = result.map { $0 * gain }
    }
    return result
  }
}
