import AudioCapture
import Glibc
import Recognition

/// What a few seconds of the microphone tell of it.
struct MicrophoneCheck {
  /// The checks, in their order.
  let checkups: [Checkup]

  init(_ result: Result<InputTrial.Outcome, AudioError>, device: String, model: EmotionModel?) {
    switch result {
    case .failure(let error):
      checkups = [Self.unopened(error)] + Self.skipped(because: "there is no sound")
    case .success(let outcome) where outcome.samples.isEmpty:
      let reason = outcome.failure.map { "\($0.problem)" } ?? "nothing came"
      checkups =
        [
          .failed(
            .microphone, "\(outcome.name): it opens, and no sound comes (\(reason))",
            remedy:
              "see whether its sound server runs and has not suspended it; 'liveser devices' lists others")
        ] + Self.skipped(because: "there is no sound")
    case .success(let outcome):
      checkups = [Self.microphone(outcome), Self.rate(outcome)] + Self.sound(outcome, model)
    }
  }

  private static func unopened(_ error: AudioError) -> Checkup {
    let usable = CaptureDevice.list().filter { $0.abilities != nil }.map(\.name)
    let choice =
      usable.isEmpty
      ? "connect a microphone; a container has to be given /dev/snd or the sound server's socket"
      : "choose another with --device: \(usable.joined(separator: ", "))"
    switch error {
    case .noSuchDevice(let name, _):
      return .failed(.microphone, "\(name): there is no such capture device", remedy: choice)
    case .deviceUnavailable(let name, let reason):
      let remedy =
        switch reason {
        case String(cString: strerror(EBUSY)): "end the program that uses it, or \(choice)"
        case String(cString: strerror(EACCES)):
          "join the group audio (usermod -aG audio NAME) and log in again"
        default: choice
        }
      return .failed(.microphone, "\(name): cannot be opened: \(reason)", remedy: remedy)
    default:
      return .failed(.microphone, error.text, remedy: choice)
    }
  }

  private static func skipped(because reason: String) -> [Checkup] {
    [.rate, .level, .clipping, .noise].map { .skipped($0, reason) }
  }

  private static func microphone(_ outcome: InputTrial.Outcome) -> Checkup {
    let delay = JSONValue.decimal(outcome.delay * 1000, places: 0).map { Int(Double($0) ?? 0) } ?? 0
    if let failure = outcome.failure {
      return .failed(.microphone, failure.text, remedy: "connect it again, or choose another with --device")
    }
    return .ok(.microphone, "\(outcome.name), first sound after \(delay) ms")
  }

  private static func rate(_ outcome: InputTrial.Outcome) -> Checkup {
    let format = outcome.format
    let channels = format.channelCount == 1 ? "1 channel" : "the mean of \(format.channelCount) channels"
    var text = "\(format.sampleRate) Hz, \(channels)"
    if let measured = outcome.measuredRate {
      text += ", \(Int(measured.rounded())) samples a second by the clock"
      if abs(measured / Double(format.sampleRate) - 1) > 0.1 {
        return .failed(
          .rate, text, remedy: "the device keeps another rate than it says: set its rate, or choose another")
      }
    }
    text += outcome.isRealTime ? ", real-time priority" : ", ordinary priority"
    if outcome.overrunCount > 0 {
      return .warning(
        .rate, text + ", \(outcome.overrunCount.counted("overrun"))",
        remedy: outcome.isRealTime
          ? "the machine is too busy: end other programs"
          : "the machine is busy: end other programs, or allow real-time priority (group audio, limits.conf)")
    }
    return .ok(.rate, text)
  }

  private static func sound(_ outcome: InputTrial.Outcome, _ model: EmotionModel?) -> [Checkup] {
    var meter = InputMeter(sampleRate: outcome.format.sampleRate)
    outcome.samples.withUnsafeBufferPointer { meter.take($0) }
    let findings = meter.findings
    let speech = model.flatMap { speechSeconds(outcome, $0) }
    let faults = findings.faults(hasSpeech: (speech ?? 0) > 0)
    guard !faults.contains(.silent) else {
      let most = findings.loudest.isFinite ? "\(decibels(findings.loudest)) at the loudest" : "zeros alone"
      return [failed(.level, .silent, most)]
        + [.clipping, .noise].map { .skipped($0, "there is no sound") }
    }
    let clipped = JSONValue.decimal(findings.clippedSeconds, places: 2) ?? "0"
    let clipping = "peak \(decibels(findings.peak)), \(clipped) s cut off"
    let noise = "noise floor \(decibels(findings.floor))"
    return [
      faults.contains(.offset)
        ? failed(.level, .offset, "their mean is \(Int((findings.offset * 100).rounded())) % of full scale")
        : level(findings, speech, faults),
      faults.contains(.clipped) ? failed(.clipping, .clipped, clipping) : .ok(.clipping, clipping),
      faults.contains(.noisy)
        ? .warning(.noise, "\(InputFault.noisy.problem): \(noise)", remedy: InputFault.noisy.remedy)
        : .ok(.noise, noise),
    ]
  }

  private static func level(_ findings: InputFindings, _ speech: Double?, _ faults: [InputFault]) -> Checkup {
    let loudest = "\(decibels(findings.loudest)) at the loudest"
    if faults.contains(.tooQuiet) {
      return speech ?? 0 > 0
        ? .warning(
          .level, "\(InputFault.tooQuiet.problem): \(loudest)", remedy: InputFault.tooQuiet.remedy)
        : failed(.level, .tooQuiet, loudest)
    }
    let again = "run it again and speak while it listens"
    if !findings.isModulated { return .skipped(.level, "\(loudest); nobody spoke", remedy: again) }
    guard let speech else { return .ok(.level, loudest) }
    if speech == 0 { return .skipped(.level, "\(loudest); no speech was heard", remedy: again) }
    return .ok(.level, loudest + ", \(JSONValue.decimal(speech, places: 1) ?? "") s of speech")
  }

  private static func failed(_ subject: Checkup.Subject, _ fault: InputFault, _ text: String) -> Checkup {
    .failed(subject, "\(fault.problem): \(text)", remedy: fault.remedy)
  }

  private static func decibels(_ value: Float) -> String { "\(Int(max(-120, value).rounded())) dB" }

  /// Seconds of speech that the model's gate hears; nil where it cannot be run.
  private static func speechSeconds(_ outcome: InputTrial.Outcome, _ model: EmotionModel) -> Double? {
    do throws(RecognitionError) {
      var judge = try Judge(model: model, format: outcome.format)
      try outcome.samples.withUnsafeBufferPointer { (samples) throws(RecognitionError) in
        try judge.take(samples)
      }
      return try judge.finish().verdict.speechSeconds
    } catch {
      return nil
    }
  }
}
