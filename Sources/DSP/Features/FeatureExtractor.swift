/// A feature by the name a user calls it.
public enum FeatureKind: String, Codable, Sendable, CaseIterable {
  /// Mel spectrogram in decibels.
  case logMel = "log-mel"
  /// Mel-frequency cepstral coefficients.
  case mfcc
  /// Pitch classes.
  case chroma
  /// Spectral contrast.
  case contrast
  /// Zero-crossing rate.
  case zcr
  /// Root mean square.
  case rms
  /// 180 means over the recording: MFCC, chroma, mel power.
  case clip180 = "clip-180"
  /// 189 means over the recording: the 180 with contrast, zero-crossing rate and root mean square.
  case clipFull = "clip-full"
}

/// Options of every feature; librosa's defaults.
public struct FeatureOptions: Codable, Sendable, Equatable {
  /// Options of `log-mel`.
  public var melSpectrogram = MelSpectrogram.Options()
  /// Options of `mfcc`, whose own spectrogram it is.
  public var mfcc = MFCC.Options()
  /// Options of `chroma`.
  public var chroma = Chroma.Options()
  /// Options of `contrast`.
  public var contrast = SpectralContrast.Options()
  /// Options of `zcr` and `rms`.
  public var frames = FrameOptions()

  /// librosa's defaults.
  public init() {}
}

/// Computes one kind of feature from whole recordings, as librosa 0.11 defines it.
///
/// The clip vectors are fixed recipes and take no options. A recording shorter than a frame is padded, as
/// librosa pads it.
///
/// - Thread: any; it holds no state.
public struct FeatureExtractor: Sendable {
  /// The feature computed.
  public let kind: FeatureKind
  /// The options in force.
  public let options: FeatureOptions

  /// Chooses a feature.
  public init(_ kind: FeatureKind, _ options: FeatureOptions = FeatureOptions()) {
    self.kind = kind
    self.options = options
  }

  /// Computes the feature of a recording.
  ///
  /// - Shape: `[frames][features]`; one row for the clip vectors
  /// - Errors: `noSamples`, `sampleNotFinite`, `sampleTooLarge`, `invalidOptions`, `tooFewFrames` (derivatives of MFCC),
  ///   `emptyBand` (contrast).
  public func extract(
    from samples: UnsafeBufferPointer<Float>, sampleRate: Int
  ) throws(DSPError) -> FeatureMatrix {
    switch kind {
    case .logMel:
      return try MelSpectrogram(options.melSpectrogram).decibels(of: samples, sampleRate: sampleRate)
    case .mfcc:
      return try MFCC(options.mfcc).extract(from: samples, sampleRate: sampleRate)
    case .chroma:
      return try Chroma(options.chroma).extract(from: samples, sampleRate: sampleRate)
    case .contrast:
      return try SpectralContrast(options.contrast).extract(from: samples, sampleRate: sampleRate)
    case .zcr:
      return try ZeroCrossingRate(options.frames).extract(from: samples)
    case .rms:
      return try RootMeanSquare(options.frames).extract(from: samples)
    case .clip180:
      return try ClipVector(isFull: false).extract(from: samples, sampleRate: sampleRate)
    case .clipFull:
      return try ClipVector(isFull: true).extract(from: samples, sampleRate: sampleRate)
    }
  }

  /// Computes the feature of a recording held in an array.
  ///
  /// - Shape: `[frames][features]`; one row for the clip vectors
  /// - Errors: as for a buffer.
  public func extract(from samples: [Float], sampleRate: Int) throws(DSPError) -> FeatureMatrix {
    try samples.withUnsafeBufferPointer { (samples) throws(DSPError) in
      try extract(from: samples, sampleRate: sampleRate)
    }
  }
}
