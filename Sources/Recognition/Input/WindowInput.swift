import DSP

/// Features of a stretch of samples as a whole: an utterance, or a clip.
///
/// Live they are computed anew over what has been heard of the utterance so far, several times a second.
public struct WindowInput: Sendable, Equatable {
  /// What is computed.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// Mel spectrogram in decibels, as librosa makes it.
    case melSpectrogram = "mel-spectrogram"
    /// Mel-frequency cepstral coefficients, with derivatives where wanted.
    case mfcc
    /// The 180 numbers of ``ClipVector``.
    case clip180 = "clip-180"
    /// The 189 numbers of ``ClipVector``.
    case clipFull = "clip-full"
    /// The samples themselves.
    case waveform

    /// Whether there is a row for every frame, and not one for the whole stretch.
    public var hasFrames: Bool { self == .melSpectrogram || self == .mfcc }
  }

  /// How the frames become the network's steps.
  public enum Layout: String, Codable, Sendable, CaseIterable {
    /// A step a frame.
    case frames
    /// One step of all numbers, feature after feature, each over time; needs a fixed length.
    case vector
    /// One step: every feature's mean over time.
    case means
  }

  /// Which samples belong to the stretch.
  public enum Span: String, Codable, Sendable, CaseIterable {
    /// The utterance that the speech gate finds; of one that is too long, the end.
    case utterance
    /// The utterance with the silence around it, back to the last utterance or the start of the stream but no more than a
    /// second (and the offset) before the speech: a whole file where it holds one utterance; of one that is too long, the
    /// beginning.
    case clip
  }

  /// What is computed.
  public var kind: Kind
  /// Samples a second.
  public var sampleRate = 22_050
  /// Frames and mel bins of `mel-spectrogram`, and of what `mfcc` transforms.
  public var melSpectrogram = MelSpectrogram.Options()
  /// Coefficients of `mfcc`; its own spectrogram is ``melSpectrogram``.
  public var mfcc = MFCC.Options()
  /// How frames become steps.
  public var layout = Layout.frames
  /// Which samples count.
  public var span = Span.utterance
  /// Length to which the stretch is cut or filled up with silence, in seconds; nil for its own length.
  public var seconds: Double?
  /// Seconds left out at the beginning, where the span is a clip.
  public var offset = 0.0
  /// Longest stretch looked at where the length is not fixed, in seconds.
  public var longestSeconds = 10.0
  /// Seconds between two answers while somebody speaks.
  public var updateSeconds = RecognitionPace.updateSeconds
  /// Whether features are brought to mean 0 and deviation 1, as measured on the training clips.
  public var isStandardized = true

  /// Describes an input with librosa's defaults.
  public init(_ kind: Kind) {
    self.kind = kind
  }

  /// Samples of the fixed length.
  public var fixedSampleCount: Int? { seconds.map { Int(($0 * Double(sampleRate)).rounded()) } }

  /// Most samples ever looked at.
  public var longestSampleCount: Int {
    fixedSampleCount ?? Int((longestSeconds * Double(sampleRate)).rounded())
  }

  /// Samples left out at the beginning.
  var offsetSampleCount: Int { span == .clip ? Int((offset * Double(sampleRate)).rounded()) : 0 }

  /// Numbers of a frame.
  var featureCount: Int {
    switch kind {
    case .melSpectrogram: melSpectrogram.melCount
    case .mfcc: mfcc.coefficientCount * (1 + mfcc.derivativeCount)
    case .clip180: 180
    case .clipFull: 189
    case .waveform: 1
    }
  }

  /// Frames of `sampleCount` samples.
  func frameCount(ofSamples sampleCount: Int) -> Int {
    kind.hasFrames ? melSpectrogram.spectrum.frameCount(ofSamples: sampleCount) : 1
  }

  /// Numbers of a step.
  public var width: Int {
    layout == .vector && kind.hasFrames
      ? featureCount * frameCount(ofSamples: fixedSampleCount ?? 0) : featureCount
  }

  /// Steps of the fixed length; 1 for vectors, nil where the length is not fixed.
  public var fixedStepCount: Int? {
    if kind == .waveform { return fixedSampleCount }
    guard kind.hasFrames, layout == .frames else { return 1 }
    return fixedSampleCount.map(frameCount)
  }

  /// Most steps ever given to a network.
  var longestStepCount: Int {
    if kind == .waveform { return longestSampleCount }
    return kind.hasFrames && layout == .frames ? frameCount(ofSamples: longestSampleCount) : 1
  }

  /// What the extractor of `kind` is told; nil for samples as they are.
  var extractor: FeatureExtractor? {
    var options = FeatureOptions()
    options.melSpectrogram = melSpectrogram
    options.mfcc = mfcc
    options.mfcc.melSpectrogram = melSpectrogram
    switch kind {
    case .melSpectrogram: return FeatureExtractor(.logMel, options)
    case .mfcc: return FeatureExtractor(.mfcc, options)
    case .clip180: return FeatureExtractor(.clip180)
    case .clipFull: return FeatureExtractor(.clipFull)
    case .waveform: return nil
    }
  }
}
