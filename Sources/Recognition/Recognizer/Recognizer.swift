import AudioCapture
import Buffers
import DSP
import Glibc
import Network

/// From samples to emotions: resampling, log-mel, speech gate, utterances, network, calibration.
///
/// It has no threads and does no input or output. The microphone, files, pipes, evaluation and tests all run this
/// one object, and the size of the blocks it is fed changes nothing: it works row by row (20 ms). A network that
/// cannot run row by row is run over what has been heard of the utterance, several times a second.
/// Thread: one at a time. Allocates: nothing once warm, where the network runs row by row and the observer keeps no
/// probabilities; features of window inputs.
public final class Recognizer {
  /// The model in use.
  public let model: EmotionModel
  /// Rate of the samples that come in.
  public let inputRate: Int

  private let path: SamplePath
  private var rowAnalyzer: RowAnalyzer
  private let power: AlignedBuffer
  private let logMel: AlignedBuffer
  private let features: AlignedBuffer
  private var segmenter: Segmenter
  private let rowSeconds: Double
  /// What the mel power of a full-scale signal exceeds full scale by, in dB.
  private let levelOffset: Float
  private var rowIndex = 0

  /// Prepares recognition of a stream at `inputRate`.
  ///
  /// - Errors: `audio` where the rate cannot be converted; `metadata` where the front end cannot be built.
  public convenience init(model: EmotionModel, inputRate: Int) throws(RecognitionError) {
    let metadata = model.metadata
    let path = try SamplePath(
      from: inputRate, window: metadata.input.window, frontEnd: metadata.frontEnd,
      utterances: metadata.utterances, name: metadata.name)
    try self.init(model: model, path: path, scorer: model.makeScorer(samples: path.window))
  }

  /// Prepares recognition with another judge of utterances.
  init(model: EmotionModel, path: SamplePath, scorer: any UtteranceScorer) throws(RecognitionError) {
    self.model = model
    self.path = path
    inputRate = path.inputRate
    let options = model.metadata.frontEnd
    do throws(DSPError) {
      rowAnalyzer = try RowAnalyzer(options)
    } catch {
      throw .metadata(path: model.metadata.name, key: "frontEnd", reason: "\(error)")
    }
    power = AlignedBuffer(count: options.logMel.melCount)
    logMel = AlignedBuffer(count: options.logMel.melCount)
    features = AlignedBuffer(count: options.logMel.melCount)
    rowSeconds = Double(options.logMel.samplesPerRow) / Double(options.logMel.sampleRate)
    levelOffset = Self.levelOffset(of: options.logMel)
    segmenter = Segmenter(
      model.metadata.utterances, scorer: scorer,
      calibration: model.metadata.calibration, rowSeconds: rowSeconds,
      width: options.logMel.melCount)
    LinearAlgebra.useCallingThreadOnly()
  }

  /// Seconds of audio analyzed so far.
  public var time: Double { Double(rowIndex) * rowSeconds }

  /// Takes the next samples, any number of them, and tells `observer` what they bring.
  ///
  /// - Errors: `audio` where the resampler fails.
  public func process<Observer: RecognitionObserver>(
    _ samples: UnsafeBufferPointer<Float>, observer: inout Observer
  ) throws(RecognitionError) {
    try path.take(samples) { drainRows(&observer) }
  }

  /// The stream is over: takes what the resampler still holds, and ends an utterance under way.
  ///
  /// - Errors: `audio` where the resampler fails.
  public func finish<Observer: RecognitionObserver>(observer: inout Observer) throws(RecognitionError) {
    try path.finish { drainRows(&observer) }
    segmenter.endUtterance(&observer)
  }

  /// Makes ready for a new stream at the same rate.
  ///
  /// - Errors: `audio` where the resampler fails.
  public func reset() throws(RecognitionError) {
    try path.reset()
    rowAnalyzer.reset()
    segmenter.reset()
    rowIndex = 0
  }

  /// By Parseval's theorem a signal of mean power P leaves P x FFT size x sum of the squared window / 2 in the bins
  /// below half the sample rate, which the mel triangles share out.
  private static func levelOffset(of options: LogMelOptions) -> Float {
    let window = options.window.values(count: options.windowLength).copied()
    let energy = window.reduce(0) { $0 + $1 * $1 }
    return 10 * log10f(Float(options.fftSize) * energy / 2)
  }

  private func drainRows<Observer: RecognitionObserver>(_ observer: inout Observer) {
    while path.nextPower(into: power.base) {
      let analysis = rowAnalyzer.analyze(power: power.base, logMel: logMel.base, features: features.base)
      rowIndex += 1
      observer.analyzed(
        AnalysisFrame(
          time: time, level: analysis.level - levelOffset, isSpeech: analysis.isSpeech,
          logMel: UnsafeBufferPointer(logMel.elements)))
      segmenter.take(features.base, isSpeech: analysis.isSpeech, &observer)
    }
  }
}
