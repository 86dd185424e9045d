@testable import LiveSERProgram
@testable import Recognition

/// The whole live path on the demo clip: neither the capture nor the recognition thread may ask for memory once warm.
enum AllocationTrial {
  static func run(_ setting: Setting) throws -> Result {
    guard AllocationProbe.canCount else { throw TrialError("allocations cannot be counted here") }
    let sound = try Sound(path: setting.clip).samples(at: 16_000) + [Float](repeating: 0, count: 32_000)
    // What an utterance needs has been needed within half a minute.
    guard
      let probe = AllocationProbe(
        of: sound, model: try EmotionModel(path: setting.model), seconds: setting.number, warmSeconds: 30,
        pace: 60)
    else { throw TrialError("the session did not come to its end") }
    guard probe.utteranceCount > 3, probe.answerCount > 100 else {
      throw TrialError("too little was heard: \(probe)")
    }
    return Result(
      isPassed: probe.captureCount == 0 && probe.recognitionCount == 0,
      text:
        "capture thread \(probe.captureCount), recognition thread \(probe.recognitionCount) allocations in "
        + "\(Int(probe.counts.seconds - 30)) s once warm (\(probe.answerCount) answers, \(probe.utteranceCount) "
        + "utterances, \(probe.counts.overrunCount) overruns)",
      faultCount: probe.counts.overrunCount, survivedCount: probe.counts.overrunCount,
      lostSampleCount: probe.counts.droppedSampleCount)
  }
}
