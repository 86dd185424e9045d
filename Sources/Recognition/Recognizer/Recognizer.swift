import AudioCapture
import Buffers
import DSP
import Glibc
import Network

/// From samples to emotions: resampling, log-mel, speech gate, utterances, network, calibration.
///
/// It has no threads and does no input or output. The microphone, files, pipes, evaluation and tests all run this
/// one object, and the size of the blocks it is fed changes nothing: it works row by row (20 ms).
/// Thread: one at a time. Allocates: results of utterances and updates; nothing a row once warm.
public final class Recognizer {
  /// The model in use.
  public let model: EmotionModel
  /// Rate of the samples that come in.
  public let inputRate: Int

  private let resampler: Resampler?
  private let resampled: AlignedBuffer
  private var analyzer: MelPowerAnalyzer
  private var rowAnalyzer: RowAnalyzer
  private let power: AlignedBuffer
  private let logMel: AlignedBuffer
  private let features: AlignedBuffer
  private var segmenter: Segmenter
  private let rowSeconds: Double
  /// What the mel power of a full-scale signal exceeds full scale by, in dB.
  private let levelOffset: Float
  private var rowIndex = 0
  private static let blockCount = 4096

  /// Prepares recognition of a stream at `inputRate`.
  ///
  /// - Errors: `audio` where the rate cannot be converted; `metadata` where the front end cannot be built.
  public init(model: EmotionModel, inputRate: Int) throws(RecognitionError) {
    self.model = model
    self.inputRate = inputRate
    let options = model.metadata.frontEnd
    do throws(DSPError) {
      analyzer = try MelPowerAnalyzer(options.logMel)
      rowAnalyzer = try RowAnalyzer(options)
    } catch {
      throw .metadata(path: model.metadata.name, key: "frontEnd", reason: "\(error)")
    }
    let modelRate = options.logMel.sampleRate
    do throws(AudioError) {
      resampler = inputRate == modelRate ? nil : try Resampler(from: inputRate, to: modelRate)
    } catch {
      throw .audio(error)
    }
    resampled = AlignedBuffer(
      count: resampler.map { $0.outputCapacity(forInputCount: Self.blockCount) } ?? 0)
    power = AlignedBuffer(count: options.logMel.melCount)
    logMel = AlignedBuffer(count: options.logMel.melCount)
    features = AlignedBuffer(count: options.logMel.melCount)
    rowSeconds = Double(options.logMel.samplesPerRow) / Double(modelRate)
    levelOffset = Self.levelOffset(of: options.logMel)
    segmenter = Segmenter(model: model, rowSeconds: rowSeconds)
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
    guard let resampler else {
      analyzer.accept(samples)
      drainRows(&observer)
      return
    }
    var rest = samples[...]
    while !rest.isEmpty {
      let block = UnsafeBufferPointer(rebasing: rest.prefix(Self.blockCount))
      let consumed: Int
      let produced: Int
      do throws(AudioError) {
        (consumed, produced) = try resampler.process(block, into: resampled.elements)
      } catch {
        throw .audio(error)
      }
      analyzer.accept(UnsafeBufferPointer(start: resampled.base, count: produced))
      drainRows(&observer)
      if consumed == 0, produced == 0 { break }
      rest = rest.dropFirst(consumed)
    }
  }

  /// The stream is over: takes what the resampler still holds, and ends an utterance under way.
  ///
  /// - Errors: `audio` where the resampler fails.
  public func finish<Observer: RecognitionObserver>(observer: inout Observer) throws(RecognitionError) {
    if let resampler {
      do throws(AudioError) {
        while case let count = try resampler.flush(into: resampled.elements), count > 0 {
          analyzer.accept(UnsafeBufferPointer(start: resampled.base, count: count))
          drainRows(&observer)
        }
      } catch {
        throw .audio(error)
      }
    }
    segmenter.endUtterance(&observer)
  }

  /// Makes ready for a new stream at the same rate.
  ///
  /// - Errors: `audio` where the resampler fails.
  public func reset() throws(RecognitionError) {
    do throws(AudioError) {
      try resampler?.reset()
    } catch {
      throw .audio(error)
    }
    analyzer.reset()
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
    while analyzer.nextRow(into: power.base) {
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
