/// Distance between the peaks and the valleys of every octave band of the spectrum.
///
/// - Source: librosa 0.11 `feature.spectral_contrast`, after Jiang et al. 2002
public struct SpectralContrast: Sendable {
  /// Frames and bands; librosa's defaults.
  public struct Options: Codable, Sendable, Equatable {
    /// Frames and their transform.
    public var spectrum = SpectrumOptions()
    /// Octave bands above the lowest band.
    public var bandCount = 6
    /// Upper edge of the lowest band, in Hz; every further band is an octave wide.
    public var lowestFrequency = 200.0
    /// Share of a band's bins that make its peak, and its valley.
    public var quantile = 0.02

    /// librosa's defaults.
    public init() {}

    /// Checks every value against its range at a sample rate.
    ///
    /// - Errors: `invalidOptions` with every value that is out of range: the highest band has to begin below
    ///   half the sample rate.
    public func validate(sampleRate: Int) throws(DSPError) {
      var check = OptionCheck()
      check.require(sampleRate: sampleRate)
      spectrum.validate(&check)
      check.require("bandCount", bandCount, in: 1...16)
      let octaves = Double(1 << min(max(bandCount - 1, 0), 15))
      let limit = (max(Double(sampleRate), 1) / 2 / octaves).nextDown
      check.require("lowestFrequency", lowestFrequency, in: min(1, limit)...limit)
      check.require("quantile", quantile, in: Double.leastNormalMagnitude...(1.0).nextDown)
      try check.finish()
    }
  }

  /// Bins of a band, and how many of them make its peak.
  private struct Band {
    var bins: Range<Int>
    var extremeCount: Int
  }

  /// The options in force.
  public let options: Options

  /// Describes the feature.
  public init(_ options: Options = Options()) {
    self.options = options
  }

  /// Contrast of every band of every frame.
  ///
  /// - Shape: `[frames][bandCount + 1]`
  /// - Units: dB
  /// - Errors: `invalidOptions`, `emptyBand`, `noSamples`, `sampleNotFinite`, `sampleTooLarge`.
  public func extract(
    from samples: UnsafeBufferPointer<Float>, sampleRate: Int
  ) throws(DSPError) -> FeatureMatrix {
    try options.validate(sampleRate: sampleRate)
    try samples.requireUsable()
    let bands = try bands(sampleRate: sampleRate)
    var spectra = try SpectrumFrames(samples, options.spectrum)
    let names = bands.indices.map { "contrast_\($0)" }
    var peaks = FeatureMatrix(rowCount: spectra.frames.frameCount, columnNames: names)
    var valleys = peaks
    var magnitudes: [Float] = []
    for frameIndex in 0..<peaks.rowCount {
      spectra.withPower(frameIndex: frameIndex) { power in
        for (bandIndex, band) in bands.enumerated() {
          magnitudes.removeAll(keepingCapacity: true)
          for binIndex in band.bins { magnitudes.append(power[binIndex].squareRoot()) }
          magnitudes.sort()
          let share = 1 / Float(band.extremeCount)
          let index = frameIndex * bands.count + bandIndex
          valleys.values[index] = magnitudes.prefix(band.extremeCount).reduce(0, +) * share
          peaks.values[index] = magnitudes.suffix(band.extremeCount).reduce(0, +) * share
        }
      }
    }
    peaks.convertToDecibels()
    valleys.convertToDecibels()
    for index in peaks.values.indices { peaks.values[index] -= valleys.values[index] }
    return peaks
  }

  /// Every band but the lowest begins a bin early; every band but the highest leaves out its last bin.
  private func bands(sampleRate: Int) throws(DSPError) -> [Band] {
    let binCount = options.spectrum.fftSize / 2 + 1
    let edges = [0] + (0...options.bandCount).map { options.lowestFrequency * Double(1 << $0) }
    var bands: [Band] = []
    for bandIndex in 0...options.bandCount {
      let inside = (0..<binCount).filter { binIndex in
        let frequency = binFrequency(binIndex, fftSize: options.spectrum.fftSize, sampleRate: sampleRate)
        return frequency >= edges[bandIndex] && frequency <= edges[bandIndex + 1]
      }
      guard var first = inside.first, var last = inside.last else { throw .emptyBand(bandIndex: bandIndex) }
      if bandIndex > 0 { first -= 1 }
      if bandIndex == options.bandCount { last = binCount - 1 }
      let wanted = (options.quantile * Double(last - first + 1)).rounded(.toNearestOrEven)
      let end = bandIndex == options.bandCount ? last + 1 : last
      guard first < end else { throw .emptyBand(bandIndex: bandIndex) }
      bands.append(Band(bins: first..<end, extremeCount: min(max(Int(wanted), 1), end - first)))
    }
    return bands
  }
}
