import AudioCapture
import Recognition

/// Why there is no verdict on an input.
enum ClassifyFailure: Error, Sendable, Equatable {
  case audio(AudioError)
  case recognition(RecognitionError)
  case noAudioInFolder
  case unreadableFolder(reason: String)
  case unreadableList(reason: String)

  /// What is wrong and what to do, without the name of the input.
  var problem: String {
    switch self {
    case .audio(let error), .recognition(.audio(let error)): error.problem
    case .recognition(let error): error.text
    case .noAudioInFolder: "there is no audio in this folder; name one with sound files"
    case .unreadableFolder(let reason): "the folder cannot be read: \(reason); check its permissions"
    case .unreadableList(let reason): "the list of files cannot be read: \(reason); check its name"
    }
  }
}

/// What `classify` found in one input.
struct ClassifyResult: Sendable {
  /// Name of the input, a path as `String(pathBytes:)` makes it.
  var file: String
  /// What was heard, or why nothing was.
  var content: Result<ClassifiedAudio, ClassifyFailure>
}

/// What was heard in a file.
struct ClassifiedAudio: Sendable {
  /// Native rate and channel count.
  var format: AudioFormat
  /// Seconds of audio.
  var duration: Double
  var verdict: FileVerdict
  /// The running state at even steps; nil where it was not asked for.
  var timeline: [TimelinePoint]?
}

/// The running state of recognition at one time of a file.
struct TimelinePoint: Sendable, Equatable {
  /// Seconds from the start of the file.
  var time: Double
  /// Whether somebody was speaking.
  var isSpeech: Bool
  /// Running probabilities of the utterance under way; nil between utterances.
  var probabilities: Probabilities?
}

/// Takes the running state at even steps.
struct TimelineSampler {
  /// Seconds from one point to the next; the first is one step from the start.
  let step: Double
  private(set) var points: [TimelinePoint] = []
  private var last: RecognitionUpdate?

  init(step: Double) {
    self.step = step
  }

  /// Takes the next update, in the order of time.
  mutating func take(_ update: RecognitionUpdate) {
    appendPoints { $0 < update.time - 1e-9 }
    last = update
  }

  /// The file ended after `duration` seconds.
  mutating func finish(duration: Double) {
    appendPoints { $0 <= duration + 1e-9 }
  }

  private mutating func appendPoints(while isDue: (Double) -> Bool) {
    while case let time = Double(points.count + 1) * step, isDue(time) {
      points.append(
        TimelinePoint(time: time, isSpeech: last?.isSpeech ?? false, probabilities: last?.probabilities))
    }
  }
}
