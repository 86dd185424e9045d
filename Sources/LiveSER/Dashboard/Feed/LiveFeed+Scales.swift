import DSP
import Recognition

extension LiveFeed {
  /// What the spectrogram draws darkest and brightest, in natural logarithm of power: the lower end is
  /// about the noise of a quiet room, the upper one a loud voice close to the microphone.
  static let logMelRange: ClosedRange<Float> = -8...5

  /// Centre frequency of every mel bin of a model. Units: Hz.
  static func frequencies(of model: EmotionModel) -> [Float] {
    let options = model.metadata.frontEnd.logMel
    let bank = MelFilterBank(
      sampleRate: options.sampleRate, fftSize: options.fftSize, melCount: options.melCount,
      lowest: options.lowestFrequency, highest: options.highestFrequency, scale: options.melScale,
      normalization: options.melNormalization)
    return bank.centreFrequencies.map { Float($0) }
  }

  /// Seconds of a column of the spectrogram.
  static func columnSeconds(of model: EmotionModel) -> Double {
    Double(LiveSnapshot.spectrogramRowCount) / model.metadata.frontEnd.logMel.rowRate
  }
}
