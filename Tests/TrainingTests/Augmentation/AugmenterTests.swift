import Buffers
import DSP
import Foundation
import Testing

@testable import Training

@Suite("Augmentation of mel power")
struct AugmenterTests {
  private let frontEnd = FrontEndOptions()

  /// Rows of one power, with the first ten silent.
  private func clip(rowCount: Int = 60, power: Float = 1) -> MelRows {
    let rows = MelRows(power: AlignedBuffer(count: rowCount * 64), melCount: 64)
    for row in 10..<rowCount {
      for bin in 0..<64 { rows.row(row)[bin] = power }
    }
    return rows
  }

  private func isSpeech(_ rows: MelRows) -> [Bool] { (0..<rows.count).map { rows.row($0)[0] > 0 } }

  private func augmented(
    _ options: AugmentationOptions, noises: [MelRows] = [], seed: UInt64 = 1
  ) -> MelRows {
    let augmenter = Augmenter(options: options, frontEnd: frontEnd, noises: noises)
    var random = SeededGenerator(seed: seed)
    let clip = clip()
    return augmenter.augment(clip, isSpeech: isSpeech(clip), &random)
  }

  private func mean(_ rows: MelRows, _ range: Range<Int>) -> Double {
    range.reduce(0.0) { sum, row in (0..<64).reduce(sum) { $0 + Double(rows.row(row)[$1]) } }
      / Double(range.count * 64)
  }

  @Test("without options changes nothing and leaves the clip as it was")
  func identity() {
    let result = augmented(AugmentationOptions())
    #expect(result.power.copied() == clip().power.copied())
  }

  @Test("mixes noise in at the ratio drawn, against the speech alone", arguments: [Float(0), 1])
  func noise(syntheticShare: Float) {
    var options = AugmentationOptions()
    options.noiseProbability = 1
    options.noiseRatio = [10, 10]
    options.syntheticNoiseShare = syntheticShare
    let recorded = MelRows(power: AlignedBuffer(repeatElement(Float(7), count: 40 * 64)), melCount: 64)
    let result = augmented(options, noises: [recorded])
    // Speech has power 1; what stands in the silent rows is the noise alone.
    let noise = mean(result, 0..<10)
    #expect(abs(10 * log10(noise) + 10) < (syntheticShare == 1 ? 1.5 : 0.01))
  }

  @Test("a band limit takes the edges of the spectrum away and leaves the middle")
  func band() {
    var options = AugmentationOptions()
    options.bandLimitProbability = 1
    let results = (0..<20).map { augmented(options, seed: UInt64($0)) }
    for result in results {
      #expect(result.row(30)[0] < 0.4)
      #expect(result.row(30)[25] == 1)
    }
    // Telephones take the top away as well, laptops leave most of it.
    #expect(results.contains { $0.row(30)[60] < 0.01 } && results.contains { $0.row(30)[60] > 0.3 })
  }

  @Test("an equaliser colours every row alike, by the deviation asked for, without steps between bins")
  func equalizer() {
    var options = AugmentationOptions()
    options.equalizerDeviation = 6
    let results = (0..<200).map { augmented(options, seed: UInt64($0)) }
    var squares = 0.0
    for result in results {
      let gains = (0..<64).map { 10 * log10(Double(result.row(30)[$0])) }
      #expect((0..<64).allSatisfy { result.row(30)[$0] == result.row(50)[$0] && result.row(5)[$0] == 0 })
      squares += gains[0] * gains[0]
      // Turns at no more than six bins between the ends.
      let turns = (1..<63).count { abs(gains[$0 + 1] - 2 * gains[$0] + gains[$0 - 1]) > 0.01 }
      #expect(turns <= 6)
    }
    let deviation = (squares / 200).squareRoot()
    #expect(abs(deviation - 6) < 1, "the lowest bin's deviation is \(deviation) dB")
  }

  @Test("an equaliser of one bin has one gain")
  func smallestEqualizer() {
    var random = SeededGenerator(seed: 3)
    var gains: [Float] = [1]
    let equalizer = Equalizer.drawn(deviation: 6, binCount: 1, &random)
    equalizer.apply(to: &gains)
    #expect(equalizer.points.count == 1 && gains[0] > 0 && gains[0] != 1)
  }

  @Test("tempo and pitch are drawn anew from their ranges; the noise still stands against the speech alone")
  func tempoAndPitch() {
    var options = AugmentationOptions()
    options.tempos = [0.8, 1.25]
    options.pitches = [-2, 2]
    let counts = Set((0..<20).map { augmented(options, seed: UInt64($0)).count })
    #expect(counts.count > 5 && counts.allSatisfy { (48...75).contains($0) })
    options.noiseProbability = 1
    options.noiseRatio = [10, 10]
    options.syntheticNoiseShare = 0
    let recorded = MelRows(power: AlignedBuffer(repeatElement(Float(7), count: 40 * 64)), melCount: 64)
    let noise = mean(augmented(options, noises: [recorded]), 0..<7)
    #expect(abs(10 * log10(noise) + 10) < 0.3)
  }

  @Test("depends on the generator alone")
  func determinism() {
    var options = AugmentationOptions()
    options.noiseProbability = 0.7
    options.gainDeviation = 6
    options.tiltDeviation = 4
    let first = augmented(options, seed: 5).power.copied()
    #expect(first == augmented(options, seed: 5).power.copied())
    #expect(first != augmented(options, seed: 6).power.copied())
    #expect(first.allSatisfy { $0.isFinite && $0 >= 0 })
  }

  @Test("masks no more bins and rows than it may")
  func masks() {
    var options = AugmentationOptions()
    options.frequencyMaskCount = 1
    options.frequencyMaskWidth = 8
    options.timeMaskCount = 1
    options.timeMaskWidth = 12
    let augmenter = Augmenter(options: options, frontEnd: frontEnd, noises: [])
    var rowCounts: Set<Int> = []
    var binCounts: Set<Int> = []
    for seed in 0..<50 {
      var random = SeededGenerator(seed: UInt64(seed))
      let features = AlignedBuffer(repeatElement(Float(1), count: 104 * 64))
      augmenter.mask(features.base, rowCount: 104, &random)
      let fullRows = (0..<104).count { row in (0..<64).allSatisfy { features[row * 64 + $0] == 0 } }
      let fullBins = (0..<64).count { bin in (0..<104).allSatisfy { features[$0 * 64 + bin] == 0 } }
      #expect(fullRows <= 12)
      #expect(fullBins <= 8)
      rowCounts.insert(fullRows)
      binCounts.insert(fullBins)
    }
    // Of many widths, wide ones among them.
    #expect(rowCounts.count > 6 && (rowCounts.max() ?? 0) > 8)
    #expect(binCounts.count > 4 && (binCounts.max() ?? 0) > 5)
  }
}

@Suite("Made-up sounds that are not speech")
struct BackgroundSynthesizerTests {
  @Test("stay within full scale, are finite and depend on their number alone", arguments: 0..<10)
  func bounds(number: Int) {
    let synthesizer = BackgroundSynthesizer(sampleRate: 16_000)
    let sound = synthesizer.sound(number)
    #expect(sound.count == 64_000)
    #expect(sound.allSatisfy { $0.isFinite && abs($0) <= 1 })
    #expect(sound.contains { abs($0) > 0.01 })
    #expect(sound == synthesizer.sound(number))
  }
}
