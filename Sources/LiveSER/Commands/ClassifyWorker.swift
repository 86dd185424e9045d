import AudioCapture
import Recognition

/// Gives verdicts on inputs, one after another, with a recogniser of its own over the shared model.
///
/// Files are read in blocks: memory does not grow with their length.
/// - Thread: one.
final class ClassifyWorker {
  private let model: EmotionModel
  private let timelineStep: Double?
  /// Asked before every block.
  private let isStopped: () -> Bool
  /// Told of the seconds of audio done, block by block.
  private let advanced: (Double) -> Void
  private var recognizer: Recognizer?
  private let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: 16_384)

  init(
    model: EmotionModel, timelineStep: Double?, isStopped: @escaping () -> Bool,
    advanced: @escaping (Double) -> Void
  ) {
    self.isStopped = isStopped
    self.model = model
    self.timelineStep = timelineStep
    self.advanced = advanced
  }

  deinit {
    block.deallocate()
  }

  /// The verdict on `input`; nil where it was stopped.
  func result(for input: ClassifyInput) -> ClassifyResult? {
    let content: Result<ClassifiedAudio, ClassifyFailure>
    do throws(ClassifyFailure) {
      guard let audio = try classify(open(input)) else { return nil }
      content = .success(audio)
    } catch {
      content = .failure(error)
    }
    return ClassifyResult(file: input.name, content: content)
  }

  private func open(_ input: ClassifyInput) throws(ClassifyFailure) -> any AudioSource {
    do throws(AudioError) {
      switch input {
      case .file(let path): return try FileSource(pathBytes: path)
      case .standardInput: return try StandardInputSource()
      case .failure: break
      }
    } catch {
      throw .audio(error)
    }
    guard case .failure(_, let failure) = input else {
      preconditionFailure("an input is a source or a failure")
    }
    throw failure
  }

  /// Listens to `source` from beginning to end; nil where it was stopped.
  private func classify(_ source: any AudioSource) throws(ClassifyFailure) -> ClassifiedAudio? {
    let rate = source.format.sampleRate
    var observer = Observer(timeline: timelineStep.map { TimelineSampler(step: $0) })
    var sampleCount = 0
    do throws(RecognitionError) {
      let recognizer = try recognizer(for: rate)
      while case let count = try read(source), count > 0 {
        if isStopped() { return nil }
        try recognizer.process(UnsafeBufferPointer(rebasing: block[..<count]), observer: &observer)
        sampleCount += count
        advanced(Double(count) / Double(rate))
      }
      try recognizer.finish(observer: &observer)
    } catch {
      // A stream that broke off leaves the recogniser in its middle.
      self.recognizer = nil
      throw .recognition(error)
    }
    let duration = Double(sampleCount) / Double(rate)
    observer.timeline?.finish(duration: duration)
    return ClassifiedAudio(
      format: source.format, duration: duration,
      verdict: FileVerdict(
        utterances: observer.utterances, threshold: model.metadata.calibration.unsureThreshold),
      timeline: observer.timeline?.points)
  }

  /// A recogniser at the start of a stream: the last one, where the rate is the same.
  private func recognizer(for rate: Int) throws(RecognitionError) -> Recognizer {
    if let recognizer, recognizer.inputRate == rate {
      try recognizer.reset()
      return recognizer
    }
    let fresh = try Recognizer(model: model, inputRate: rate)
    recognizer = fresh
    return fresh
  }

  /// Reads the next block; 0 at the end.
  private func read(_ source: any AudioSource) throws(RecognitionError) -> Int {
    do throws(AudioError) {
      while true {
        switch try source.read(into: block) {
        case .samples(let count): return count
        case .overrun: continue
        case .end: return 0
        }
      }
    } catch {
      throw .audio(error)
    }
  }

  private struct Observer: RecognitionObserver {
    var utterances: [Utterance] = []
    var timeline: TimelineSampler?

    mutating func updated(_ update: RecognitionUpdate) {
      timeline?.take(update)
    }

    mutating func finished(_ utterance: Utterance) {
      utterances.append(utterance)
    }
  }
}
