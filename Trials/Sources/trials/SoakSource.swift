import AudioCapture
import Glibc
import Synchronization

/// A day in front of a microphone, in cycles of four minutes: speech, silence, noise, speech from afar, a tone.
struct SoakSound: Sendable {
  /// One cycle at 16 kHz; a whole number of rows.
  let cycle: [Float]
  static let cycleCount = 240 * 16_000

  /// Makes a cycle of the demo clip at `path`.
  init(clip path: String) throws(AudioError) {
    let speech = try Sound(path: path).samples(at: 16_000)
    var cycle: [Float] = []
    var state: UInt64 = 5
    func noise(_ amplitude: Float) -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return amplitude * (Float(state >> 40) / 8_388_608 - 1)
    }
    cycle += speech
    cycle += repeatElement(0, count: 20 * 16_000)
    cycle += (0..<30 * 16_000).map { _ in noise(0.1) }
    cycle += speech.map { 0.1 * $0 + noise(0.0005) }
    cycle += (0..<10 * 16_000).map { 0.3 * sinf(2 * .pi * Float($0 % 160) / 160) }
    cycle += repeatElement(0, count: 30 * 16_000)
    cycle += speech.map { min(1, max(-1, 4 * $0)) }
    cycle += (0..<max(0, Self.cycleCount - cycle.count)).map { _ in noise(0.001) }
    self.cycle = Array(cycle.prefix(Self.cycleCount))
  }
}

/// How far the sound has been heard, so that a source that could be faster waits for its listener.
final class SoakProgress: Sendable {
  private let heard = Atomic<Int>(0)

  var heardCount: Int { heard.load(ordering: .acquiring) }
  func note(_ count: Int) { heard.wrappingAdd(count, ordering: .releasing) }
}

/// A device that plays cycles as fast as they are heard, and is then gone or at its end.
final class SoakSource: AudioSource {
  let format = AudioFormat(sampleRate: 16_000, channelCount: 1)
  let name = "soak"
  let totalSampleCount: Int? = nil
  let isLive = true
  private let sound: SoakSound
  private let progress: SoakProgress
  private let end: Int
  private let isLast: Bool
  private var place: Int
  /// Samples that may wait between the threads: less than the ring holds.
  private static let leastLead = 16_000

  /// Plays from sample `start` to `end`; then the device is lost, unless it is the last.
  init(_ sound: SoakSound, progress: SoakProgress, start: Int, end: Int, isLast: Bool) {
    self.sound = sound
    self.progress = progress
    self.end = end
    self.isLast = isLast
    place = start
  }

  func read(into block: UnsafeMutableBufferPointer<Float>) throws(AudioError) -> AudioRead {
    while place - progress.heardCount > Self.leastLead { usleep(200) }
    guard place < end else {
      if isLast { return .end }
      throw .deviceLost(name: name, reason: "unplugged")
    }
    let count = min(block.count, end - place)
    for index in 0..<count { block[index] = sound.cycle[(place + index) % SoakSound.cycleCount] }
    place += count
    return .samples(count)
  }
}
