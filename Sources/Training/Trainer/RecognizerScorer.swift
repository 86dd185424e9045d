import AudioCapture
import Buffers
import Recognition

/// Scores whole recordings with the recogniser that people use.
public enum RecognizerScorer {
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
    try heard(by: model, clips, threadCount: threadCount, samples: samples, progress: progress)
      .map(\.prediction)
  }

  /// The verdict on every clip, in order, with what was said on the way there.
  ///
  /// - Parameter samples: mono samples of a clip at the model's rate; by default those of its file.
  /// - Parameter progress: called once a clip, from any thread.
  /// - Errors: `undecodable` for the first clip that cannot be read.
  public static func heard(
    by model: EmotionModel, _ clips: [LabeledClip], threadCount: Int,
    samples: @Sendable (Clip, Int) throws(TrainingError) -> [Float] = {
      (clip, rate) throws(TrainingError) in try ClipDecoder.samples(path: clip.path, sampleRate: rate)
    }, progress: @Sendable () -> Void = {}
  ) throws(TrainingError) -> [HeardClip] {
    try ConcurrentMap.results(count: clips.count, threadCount: threadCount) { index throws(TrainingError) in
      defer { progress() }
      return try hear(clips[index], with: model, samples: samples(clips[index].clip, model.sampleRate))
    }
  }

  private static func hear(
    _ clip: LabeledClip, with model: EmotionModel, samples: [Float]
  ) throws(TrainingError) -> HeardClip {
    let logMel = model.metadata.frontEnd.logMel
    var listener = ClipListener(rowSeconds: 1 / logMel.rowRate)
    do throws(RecognitionError) {
      let recognizer = try Recognizer(model: model, inputRate: model.sampleRate)
      try samples.withUnsafeBufferPointer { samples throws(RecognitionError) in
        try recognizer.process(samples, observer: &listener)
      }
      try recognizer.finish(observer: &listener)
    } catch {
      throw .undecodable(path: clip.clip.path, reason: "\(error)")
    }
    let verdict = FileVerdict(
      utterances: listener.utterances, threshold: model.metadata.calibration.unsureThreshold)
    func prediction(_ probabilities: [Double]?) -> Prediction {
      Prediction(
        truthIndex: clip.labelIndex, probabilities: probabilities, speaker: clip.clip.speaker,
        path: clip.clip.path, nonSpeech: listener.sounds.map(\.nonSpeech).min())
    }
    let final = prediction(verdict.probabilities?.values.map(Double.init))
    let early = SecondsHeard.durations.indices.map {
      $0 < listener.early.count ? prediction(listener.early[$0]) : final
    }
    return HeardClip(
      prediction: final, early: early, flipCount: listener.flipCount, speechSeconds: listener.speechSeconds,
      sounds: listener.sounds)
  }
}

/// Notes what a recogniser says while it hears a clip.
///
/// The running verdict is the one a file would get that ended there: the mean of the utterances so far, the one under way
/// included, weighted by their speech.
struct ClipListener: RecognitionObserver {
  private(set) var utterances: [Utterance] = []
  /// Everything that was judged, sounds that are not speech among them.
  private(set) var sounds: [JudgedSound] = []
  /// Running verdicts at each of ``SecondsHeard/durations`` that was reached; nil where there was none yet.
  private(set) var early: [[Double]?] = []
  private(set) var flipCount = 0

  private let rowSeconds: Double
  private var speechRowCount = 0
  private var rowCountSinceUtterance = 0
  private var running: Probabilities?
  private var leader: Int?

  init(rowSeconds: Double) {
    self.rowSeconds = rowSeconds
  }

  /// Speech heard.
  var speechSeconds: Double { Double(speechRowCount) * rowSeconds }

  mutating func analyzed(_ frame: AnalysisFrame) {
    // The rows so far have had their updates by now.
    noteEarly()
    guard frame.isSpeech else { return }
    speechRowCount += 1
    rowCountSinceUtterance += 1
  }

  mutating func updated(_ update: RecognitionUpdate) {
    running = update.probabilities
    guard let leading = running?.leaderIndex else {
      leader = nil
      return
    }
    if let leader, leader != leading { flipCount += 1 }
    leader = leading
  }

  mutating func finished(_ utterance: Utterance) {
    noteEarly()
    utterances.append(utterance)
    note(utterance)
  }

  mutating func rejected(_ utterance: Utterance) {
    noteEarly()
    note(utterance)
  }

  private mutating func note(_ utterance: Utterance) {
    sounds.append(
      JudgedSound(seconds: utterance.end - utterance.start, nonSpeech: Double(utterance.nonSpeech)))
    running = nil
    leader = nil
    rowCountSinceUtterance = 0
  }

  private mutating func noteEarly() {
    while early.count < SecondsHeard.durations.count,
      speechSeconds >= SecondsHeard.durations[early.count] - 1e-9
    {
      early.append(verdict)
    }
  }

  /// As ``FileVerdict`` weighs utterances.
  private var verdict: [Double]? {
    var heard = utterances.map { ($0.probabilities, $0.speechSeconds) }
    if let running { heard.append((running, Double(max(1, rowCountSinceUtterance)) * rowSeconds)) }
    let total = heard.reduce(0) { $0 + $1.1 }
    guard let first = heard.first, total > 0 else { return nil }
    return first.0.values.indices.map { index in
      heard.reduce(0) { $0 + Double($1.0.values[index]) * $1.1 } / total
    }
  }
}
