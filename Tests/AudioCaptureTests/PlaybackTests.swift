import Glibc
import Testing

@testable import AudioCapture

@Suite("playback")
struct PlaybackTests {
  private func play(_ count: Int, isCancelled: () -> Bool = { false }) throws {
    let playback = try Playback(device: "null", sampleRate: 22_050)
    let samples = [Float](repeating: 0.1, count: count)
    try samples.withUnsafeBufferPointer { samples throws(AudioError) in
      try playback.play(samples, isCancelled: isCancelled)
    }
  }

  @Test("a device that takes everything is given everything", arguments: [0, 1, 1000, 100_000])
  func null(count: Int) throws {
    try play(count)
  }

  @Test("playing ends when it is cancelled")
  func cancelling() throws {
    var calls = 0
    try play(22_050 * 600) {
      calls += 1
      return calls > 3
    }
    #expect(calls <= 6)
  }

  @Test("a device that is not there is told")
  func missing() {
    #expect {
      try Playback(device: "hw:CARD=nowhere", sampleRate: 16_000)
    } throws: { error in
      guard case .deviceUnavailable(name: "hw:CARD=nowhere", let reason)? = error as? AudioError else {
        return false
      }
      return !reason.isEmpty
    }
  }
}
