import Glibc
import Synchronization
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

  @Test("on a thread of its own it plays to the end, is cancelled, and tells of a device that is not there")
  func attended() throws {
    try Playback.playAttended([0.1, 0.2], sampleRate: 22_050, device: "null") { false }
    try Playback.playAttended(
      [Float](repeating: 0.1, count: 22_050 * 600), sampleRate: 22_050, device: "null"
    ) { true }
    #expect(throws: AudioError.self) {
      try Playback.playAttended([0.1], sampleRate: 16_000, device: "hw:CARD=nowhere") { false }
    }
  }

  @Test("a sound server that hangs is given up after five seconds, once cancelled at once")
  func hanging() {
    let isReleased = Flag()
    let hang: @Sendable (() -> Bool) throws(AudioError) -> Void = { _ in
      while !isReleased.isSet { usleep(1000) }
    }
    let start = ContinuousClock.now
    #expect(throws: AudioError.deviceLost(name: "stuck", reason: "it does not answer")) {
      try Playback.attend("stuck", { false }, hang)
    }
    let given = ContinuousClock.now - start
    #expect(given > .seconds(4.9) && given < .seconds(8))
    #expect(throws: Never.self) { try Playback.attend("stuck", { true }, hang) }
    #expect(ContinuousClock.now - start - given < .seconds(3))
    isReleased.set()
  }
}

/// Set once, on any thread.
private final class Flag: Sendable {
  private let value = Atomic<Bool>(false)
  var isSet: Bool { value.load(ordering: .relaxed) }
  func set() { value.store(true, ordering: .relaxed) }
}
