import AudioCapture
import Glibc

/// A few seconds of the microphone.
struct InputTrial {
  let device: String
  let duration: Duration
  let diagnostics: Diagnostics

  /// What came of it.
  struct Outcome {
    var format: AudioFormat
    /// The device's ALSA name.
    var name: String
    var samples: [Float] = []
    /// Seconds from the end of the first second to the last block, and the samples in between. A sound server may have
    /// kept some of the first ones ready.
    var elapsed = 0.0
    var elapsedSampleCount = 0
    /// Seconds until the first sound came.
    var delay = 0.0
    var overrunCount = 0
    /// Whether the capture thread runs before others.
    var isRealTime = false
    /// What ended it early.
    var failure: AudioError?

    /// Samples that came in a second by the clock; nil where there are too few to say.
    var measuredRate: Double? { elapsed >= 2 ? Double(elapsedSampleCount) / elapsed : nil }
  }

  /// Opens the device and listens, in at most so many seconds and ten more.
  func run() -> Result<Outcome, AudioError> {
    let device = device
    let microphone: Microphone
    do throws(AudioError) {
      let call = AbandonableCall(device) { () throws(AudioError) in try Microphone(device: device) }
      let opened = try call.result(within: .seconds(5)) { Interruption.signal != nil }
      guard let opened else {
        return .failure(.deviceUnavailable(name: device, reason: "it was interrupted"))
      }
      microphone = opened
    } catch {
      return .failure(error)
    }
    return .success(listen(to: microphone))
  }

  private func listen(to microphone: Microphone) -> Outcome {
    let format = microphone.format
    var outcome = Outcome(format: format, name: microphone.name)
    let thread = CaptureThread(source: microphone)
    let wanted = Int(duration / .seconds(1) * Double(format.sampleRate))
    outcome.samples.reserveCapacity(wanted)
    let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: max(1, format.sampleRate / 50))
    defer { block.deallocate() }
    let begin = ContinuousClock.now
    var first: ContinuousClock.Instant?
    thread.start()
    capturing: while outcome.samples.count < wanted, Interruption.signal == nil {
      switch thread.read(into: block, timeout: .milliseconds(50)) {
      case .timedOut: continue
      case .finished(let error):
        outcome.failure = error
        break capturing
      case .samples(let count):
        outcome.samples += block[..<count]
        let now = ContinuousClock.now
        if outcome.samples.count == count { outcome.delay = (now - begin) / .seconds(1) }
        if let first {
          outcome.elapsed = (now - first) / .seconds(1)
          outcome.elapsedSampleCount += count
        } else if outcome.samples.count >= format.sampleRate {
          first = now
        }
        showProgress(Double(outcome.samples.count) / Double(format.sampleRate))
      }
    }
    outcome.isRealTime = thread.isRealTime
    outcome.overrunCount = thread.overrunCount + (thread.droppedSampleCount > 0 ? 1 : 0)
    thread.stop()
    diagnostics.showProgress("")
    return outcome
  }

  /// Asks somebody at a terminal to speak.
  private func showProgress(_ seconds: Double) {
    guard diagnostics.terminalWidth != nil else { return }
    let left = max(0, duration / .seconds(1) - seconds)
    diagnostics.showProgress("please speak: \(Int(left.rounded(.up))) s")
  }
}
