import AudioCapture
import Recognition
import TUI

/// What was heard in a file or a recording.
struct Judgement: Sendable {
  var format: AudioFormat
  /// Seconds of audio.
  var duration: Double
  var verdict: FileVerdict
  /// Mean running probabilities of every second; nil without speech.
  var seconds: [[Float]?]
  /// The running state at every full second.
  var timeline: [TimelinePoint]
}

/// Gives the verdict on a whole stream with a recogniser of its own.
///
/// - Thread: one.
struct Judge {
  let model: EmotionModel
  private let format: AudioFormat
  private let recognizer: Recognizer
  private var observer: Observer
  private var sampleCount = 0

  init(model: EmotionModel, format: AudioFormat) throws(RecognitionError) {
    self.model = model
    self.format = format
    recognizer = try Recognizer(model: model, inputRate: format.sampleRate)
    observer = Observer(labelCount: model.labels.count)
  }

  /// Seconds of audio taken so far.
  var time: Double { Double(sampleCount) / Double(format.sampleRate) }

  mutating func take(_ samples: UnsafeBufferPointer<Float>) throws(RecognitionError) {
    try recognizer.process(samples, observer: &observer)
    sampleCount += samples.count
  }

  /// The verdict on everything taken; the last call.
  mutating func finish() throws(RecognitionError) -> Judgement {
    try recognizer.finish(observer: &observer)
    observer.timeline.finish(duration: time)
    return Judgement(
      format: format, duration: time,
      verdict: FileVerdict(
        utterances: observer.utterances, threshold: model.metadata.calibration.unsureThreshold),
      seconds: observer.seconds(count: Int(time.rounded(.up))), timeline: observer.timeline.points)
  }

  private struct Observer: RecognitionObserver {
    let labelCount: Int
    var utterances: [Utterance] = []
    var timeline = TimelineSampler(step: 1)
    private var sums: [[Float]] = []
    private var counts: [Int] = []

    init(labelCount: Int) {
      self.labelCount = labelCount
    }

    mutating func updated(_ update: RecognitionUpdate) {
      timeline.take(update)
      guard let values = update.probabilities?.values else { return }
      let second = max(0, Int(update.time - 1e-9))
      while sums.count <= second {
        sums.append([Float](repeating: 0, count: labelCount))
        counts.append(0)
      }
      for index in 0..<min(labelCount, values.count) { sums[second][index] += values[index] }
      counts[second] += 1
    }

    mutating func finished(_ utterance: Utterance) {
      utterances.append(utterance)
    }

    func seconds(count: Int) -> [[Float]?] {
      (0..<count).map { second in
        guard second < counts.count, counts[second] > 0 else { return nil }
        return sums[second].map { $0 / Float(counts[second]) }
      }
    }
  }
}
