/// Strength of the pitch classes in every frame, the strongest set to 1.
///
/// - Source: librosa 0.11 `feature.chroma_stft`
public struct Chroma: Sendable {
  /// Frames and pitch classes; librosa's defaults.
  public struct Options: Codable, Sendable, Equatable {
    /// Frames and their transform.
    public var spectrum = SpectrumOptions()
    /// Pitch classes of an octave, the first one C.
    public var chromaCount = 12
    /// Deviation from A = 440 Hz in parts of a pitch class; nil to estimate it from the recording.
    public var tuning: Double?
    /// Octave above 27.5 Hz that counts most.
    public var centreOctave = 5.0
    /// Octaves on either side that count; nil for all alike.
    public var octaveWidth: Double? = 2.0

    /// librosa's defaults.
    public init() {}

    /// Checks every value against its range at a sample rate.
    ///
    /// - Errors: `invalidOptions` with every value that is out of range.
    public func validate(sampleRate: Int) throws(DSPError) {
      var check = OptionCheck()
      check.require(sampleRate: sampleRate)
      spectrum.validate(&check)
      check.require("chromaCount", chromaCount, in: 1...120)
      if let tuning { check.require("tuning", tuning, in: -1...1) }
      check.require("centreOctave", centreOctave, in: 0...20)
      if let octaveWidth { check.require("octaveWidth", octaveWidth, in: 0.01...100) }
      try check.finish()
    }
  }

  /// The options in force.
  public let options: Options

  /// Describes the feature.
  public init(_ options: Options = Options()) {
    self.options = options
  }

  private static let pitchNames = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]

  /// Pitch classes of every frame.
  ///
  /// - Shape: `[frames][chromaCount]`
  /// - Range: 0 ... 1
  /// - Errors: `invalidOptions`, `noSamples`, `sampleNotFinite`, `sampleTooLarge`.
  public func extract(
    from samples: UnsafeBufferPointer<Float>, sampleRate: Int
  ) throws(DSPError) -> FeatureMatrix {
    try options.validate(sampleRate: sampleRate)
    try samples.requireUsable()
    var spectra = try SpectrumFrames(samples, options.spectrum)
    let bank = ChromaFilterBank(
      sampleRate: sampleRate, fftSize: options.spectrum.fftSize, chromaCount: options.chromaCount,
      tuning: options.tuning ?? estimatedTuning(&spectra, sampleRate: sampleRate),
      centreOctave: options.centreOctave, octaveWidth: options.octaveWidth)

    let names = (0..<options.chromaCount).map { index in
      "chroma_" + (options.chromaCount == 12 ? Self.pitchNames[index] : "\(index)")
    }
    var matrix = FeatureMatrix(rowCount: spectra.frames.frameCount, columnNames: names)
    let (rowCount, columnCount) = (matrix.rowCount, matrix.columnCount)
    matrix.values.withUnsafeMutableBufferPointer { values in
      guard let base = values.baseAddress else { return }
      for frameIndex in 0..<rowCount {
        let row = base + frameIndex * columnCount
        spectra.withPower(frameIndex: frameIndex) { bank.weights.multiply($0, into: row) }
        var strongest: Float = 0
        for column in 0..<columnCount { strongest = max(strongest, row[column]) }
        guard strongest >= Float.leastNormalMagnitude else { continue }
        for column in 0..<columnCount { row[column] /= strongest }
      }
    }
    return matrix
  }

  /// Deviation of a recording's pitches from A = 440 Hz in parts of a pitch class.
  ///
  /// - Range: −0.5 ..< 0.5
  /// - Errors: `invalidOptions`, `noSamples`, `sampleNotFinite`, `sampleTooLarge`.
  public func estimatedTuning(
    of samples: UnsafeBufferPointer<Float>, sampleRate: Int
  ) throws(DSPError) -> Double {
    try options.validate(sampleRate: sampleRate)
    try samples.requireUsable()
    var spectra = try SpectrumFrames(samples, options.spectrum)
    return estimatedTuning(&spectra, sampleRate: sampleRate)
  }

  private func estimatedTuning(_ spectra: inout SpectrumFrames, sampleRate: Int) -> Double {
    var tuning = Tuning(sampleRate: sampleRate, fftSize: options.spectrum.fftSize)
    for frameIndex in 0..<spectra.frames.frameCount {
      spectra.withPower(frameIndex: frameIndex) { tuning.accept($0) }
    }
    return tuning.deviation(binsPerOctave: options.chromaCount)
  }
}
