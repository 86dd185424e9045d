import Glibc

/// A source that plays a script: tones, noise, silence, given samples, and what may go wrong with a device.
///
/// - Allocates: in `init` alone.
public final class SyntheticSource: AudioSource {
  /// One step of the script.
  public enum Event: Sendable {
    /// `count` samples of a sine of `amplitude` (peak), which starts at phase 0.
    case sine(frequency: Double, amplitude: Float, count: Int)
    /// `count` samples of white noise, uniform in ±`amplitude`; the same for the same seed.
    case noise(amplitude: Float, count: Int, seed: UInt64)
    /// `count` zeros.
    case silence(count: Int)
    /// These samples.
    case samples([Float])
    /// One read that reports an overrun.
    case overrun(lostSampleCount: Int)
    /// Every read from here on throws this.
    case failure(AudioError)
  }

  /// Name shown to the user.
  public let name: String
  /// The rate given; one channel.
  public let format: AudioFormat
  /// As given.
  public let isLive: Bool
  private let events: [Event]
  private var eventIndex = 0
  /// Samples of the current event delivered so far.
  private var offset = 0
  private var noiseState: UInt64 = 0

  /// Makes a source that plays `events` and ends.
  ///
  /// - Parameter isLive: what `isLive` says; the source never waits in either case.
  public init(sampleRate: Int, events: [Event], isLive: Bool = false, name: String = "synthetic") {
    format = AudioFormat(sampleRate: sampleRate, channelCount: 1)
    self.events = events
    self.isLive = isLive
    self.name = name
  }

  /// Samples of the whole script.
  public var totalSampleCount: Int? {
    events.reduce(0) { $0 + Self.count(of: $1) }
  }

  private static func count(of event: Event) -> Int {
    switch event {
    case .sine(_, _, let count), .noise(_, let count, _), .silence(let count): count
    case .samples(let samples): samples.count
    case .overrun, .failure: 0
    }
  }

  /// Plays the next samples of the script, or its next event.
  public func read(into block: UnsafeMutableBufferPointer<Float>) throws(AudioError) -> AudioRead {
    precondition(!block.isEmpty, "a read needs room for a sample")
    while eventIndex < events.count {
      switch events[eventIndex] {
      case .failure(let error): throw error
      case .overrun(let lost):
        eventIndex += 1
        return .overrun(lostSampleCount: lost)
      case let event:
        let count = min(block.count, Self.count(of: event) - offset)
        if count > 0 {
          fill(.init(rebasing: block[0..<count]), from: event)
          offset += count
          return .samples(count)
        }
        eventIndex += 1
        offset = 0
      }
    }
    return .end
  }

  private func fill(_ block: UnsafeMutableBufferPointer<Float>, from event: Event) {
    switch event {
    case .sine(let frequency, let amplitude, _):
      let step = 2 * Double.pi * frequency / Double(format.sampleRate)
      for index in block.indices { block[index] = amplitude * Float(sin(step * Double(offset + index))) }
    case .noise(let amplitude, _, let seed):
      if offset == 0 { noiseState = seed }
      for index in block.indices { block[index] = amplitude * nextNoise() }
    case .samples(let samples):
      for index in block.indices { block[index] = samples[offset + index] }
    case .silence, .overrun, .failure:
      block.update(repeating: 0)
    }
  }

  /// The next number of SplitMix64, as a float in -1...1.
  private func nextNoise() -> Float {
    noiseState &+= 0x9E37_79B9_7F4A_7C15
    var mixed = noiseState
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    mixed ^= mixed >> 31
    return Float(Int64(bitPattern: mixed) >> 40) / 8_388_608
  }
}
