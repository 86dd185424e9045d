import AudioCapture
import Buffers
import Recognition
import Synchronization

/// Hands what a live session hears to a recording, and gathers what it finds.
///
/// - Thread: the handler's calls come on the recognition thread; everything else may be asked on any.
final class RecordHandler: LiveSessionHandler, @unchecked Sendable {
  /// What was found so far.
  struct Findings {
    /// The source, once it is open.
    var stream: LiveStream?
    /// Where the samples come, at the first stream's rate.
    var ring: SampleRing?
    var utterances: [Utterance] = []
    /// Whether the device is away.
    var isAway = false
    /// Level of the last 20 ms, in dB relative to full scale.
    var level: Float = -.infinity
    var meter: InputMeter?
    var error: RecognitionError?
  }

  /// Seconds of sound that wait for a slow disk before any is lost.
  private static let ringSeconds = 20
  private let tap = RecordingTap()
  private let current = Mutex(Findings())
  private let diagnostics: Diagnostics
  /// Converts what comes from a device that is back at another rate; the recognition thread's.
  private var converter: RateConverter?

  init(diagnostics: Diagnostics) {
    self.diagnostics = diagnostics
  }

  /// What was found so far.
  var findings: Findings { current.withLock(\.self) }
  /// Samples that found no room while the disk was slow.
  var droppedSampleCount: Int { tap.droppedSampleCount }

  func started(_ stream: LiveStream) {
    let ring = tap.open(sampleCount: Self.ringSeconds * stream.format.sampleRate)
    current.withLock {
      $0.stream = stream
      $0.ring = ring
      $0.meter = InputMeter(sampleRate: stream.format.sampleRate)
    }
  }

  func heard(_ samples: UnsafeBufferPointer<Float>) {
    guard let converter else { return take(samples) }
    converter.convert(samples) { take($0) }
  }

  private func take(_ samples: UnsafeBufferPointer<Float>) {
    tap.take(samples)
    current.withLock {
      $0.meter?.take(samples)
      $0.level = $0.meter?.level ?? -.infinity
    }
  }

  func finished(_ utterance: Utterance) {
    current.withLock { $0.utterances.append(utterance) }
  }

  func deviceChanged(_ event: LiveDeviceEvent) {
    switch event {
    case .overrun: break
    case .lost(_, let error):
      current.withLock { $0.isAway = true }
      diagnostics.report("\(error.text); waiting for it")
    case .recovered(_, let stream):
      let rate = current.withLock { findings in
        findings.isAway = false
        return findings.stream?.format.sampleRate
      }
      converter = rate.flatMap { RateConverter(from: stream.format.sampleRate, to: $0) }
      let seconds = JSONValue.decimal(stream.gapSeconds, places: 1) ?? ""
      diagnostics.report("\(stream.name): is back after \(seconds) s, which the recording lacks")
    }
  }

  func ended(_ error: RecognitionError?) {
    current.withLock { $0.error = error }
  }
}

/// Brings samples of one rate to another, block by block.
///
/// - Thread: one at a time.
private final class RateConverter {
  private let resampler: Resampler
  private var output: AlignedBuffer

  /// Makes a converter; nil between equal rates, and where there can be none.
  init?(from inputRate: Int, to outputRate: Int) {
    guard inputRate != outputRate, let resampler = try? Resampler(from: inputRate, to: outputRate) else {
      return nil
    }
    self.resampler = resampler
    output = AlignedBuffer(count: 4096)
  }

  /// Hands over what `samples` become.
  func convert(_ samples: UnsafeBufferPointer<Float>, _ take: (UnsafeBufferPointer<Float>) -> Void) {
    var rest = samples[...]
    let room = UnsafeMutableBufferPointer(start: output.base, count: output.count)
    while true {
      guard
        let (consumed, produced) = try? resampler.process(UnsafeBufferPointer(rebasing: rest), into: room),
        consumed + produced > 0
      else { return }
      rest = rest.dropFirst(consumed)
      take(UnsafeBufferPointer(start: output.base, count: produced))
    }
  }
}
