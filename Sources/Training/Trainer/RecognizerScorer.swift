import AudioCapture
import Buffers
import Dispatch
import Recognition
import Synchronization

/// Scores whole recordings with the recogniser that people use.
public enum RecognizerScorer {
  private struct Collector: RecognitionObserver {
    var utterances: [Utterance] = []
    mutating func finished(_ utterance: Utterance) { utterances.append(utterance) }
  }

  /// A verdict for every clip, in order.
  ///
  /// - Parameter samples: mono samples of a clip at the model's rate; by default those of its file.
  /// - Parameter progress: called once a clip, from any thread.
  /// - Errors: `undecodable` for the first clip that cannot be read.
  public static func predictions(
    of model: EmotionModel, on clips: [LabeledClip], threadCount: Int,
    samples: @Sendable (Clip, Int) throws(TrainingError) -> [Float] = {
      (clip, rate) throws(TrainingError) in try ClipDecoder.samples(path: clip.path, sampleRate: rate)
    }, progress: @Sendable () -> Void = {}
  ) throws(TrainingError) -> [Prediction] {
    let results = Mutex([Result<Prediction, TrainingError>?](repeating: nil, count: clips.count))
    let next = Atomic(0)
    withoutActuallyEscaping(progress) { progress in
      withoutActuallyEscaping(samples) { samples in
        DispatchQueue.concurrentPerform(iterations: max(1, threadCount)) { _ in
          while case let index = next.add(1, ordering: .relaxed).oldValue, index < clips.count {
            let result = Result { () throws(TrainingError) in
              let rate = model.sampleRate
              return try prediction(of: model, on: clips[index], samples: samples(clips[index].clip, rate))
            }
            results.withLock { $0[index] = result }
            progress()
          }
        }
      }
    }
    var predictions: [Prediction] = []
    for result in results.withLock({ $0 }) {
      if let result { predictions.append(try result.get()) }
    }
    return predictions
  }

  private static func prediction(
    of model: EmotionModel, on clip: LabeledClip, samples: [Float]
  ) throws(TrainingError) -> Prediction {
    var collector = Collector()
    do throws(RecognitionError) {
      let recognizer = try Recognizer(model: model, inputRate: model.sampleRate)
      try samples.withUnsafeBufferPointer { samples throws(RecognitionError) in
        try recognizer.process(samples, observer: &collector)
      }
      try recognizer.finish(observer: &collector)
    } catch {
      throw .undecodable(path: clip.clip.path, reason: "\(error)")
    }
    let verdict = FileVerdict(
      utterances: collector.utterances, threshold: model.metadata.calibration.unsureThreshold)
    return Prediction(
      truthIndex: clip.labelIndex, probabilities: verdict.probabilities?.values.map(Double.init),
      speaker: clip.clip.speaker, path: clip.clip.path)
  }
}
