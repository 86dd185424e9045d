import CSndFile
import Foundation
import Testing

@testable import AudioCapture

/// What takes a sound server: one at a time, with the suite's other tests, because it changes the environment.
extension MicrophoneTests {
  @Test(
    "a tone that is played is the tone that is captured, in real time and in small blocks",
    .enabled(if: VirtualMicrophone.missing == nil, "\(VirtualMicrophone.missing ?? "")"))
  func tone() throws {
    let virtual = try #require(VirtualMicrophone())
    let devices = CaptureDevice.list()
    #expect(devices.first?.name == "default")
    #expect(devices.first?.isDefault == true)
    let abilities = try #require(devices.first?.abilities)
    #expect(abilities.commonSampleRates.contains(16_000))
    #expect(abilities.channelCounts.contains(1))

    let path = folder.file("tone.wav")
    try writeSound(
      sine(1000, rate: 48_000, count: 48_000 * 3, amplitude: 0.4), rate: 48_000,
      format: SF_FORMAT_WAV | SF_FORMAT_PCM_16, to: path)
    let microphone = try Microphone()
    #expect(microphone.name == "default")
    #expect(microphone.format == AudioFormat(sampleRate: 16_000, channelCount: 1))
    let thread = CaptureThread(source: microphone)
    // What is captured while the player starts counts too.
    let start = MonotonicClock.now()
    thread.start()
    let player = try virtual.play(path)
    var samples: [Float] = []
    var block = [Float](repeating: 0, count: 1600)
    var longestGap = 0
    var last = MonotonicClock.now()
    while samples.count < 16_000 * 2 {
      let read = block.withUnsafeMutableBufferPointer { thread.read(into: $0, timeout: .seconds(5)) }
      guard case .samples(let count) = read else {
        Issue.record("\(read)")
        break
      }
      let now = MonotonicClock.now()
      if samples.count > 8000 { longestGap = max(longestGap, now - last) }
      last = now
      samples += block[0..<count]
    }
    let seconds = Double(MonotonicClock.now() - start) * 1e-9
    thread.stop()
    player.terminate()
    player.waitUntilExit()
    #expect(seconds > 1.7 && seconds < 3)
    #expect(longestGap < 250_000_000, "samples come in blocks of much less than a second")
    #expect(thread.overrunCount == 0)
    #expect(thread.droppedSampleCount == 0)
    print(
      "virtual microphone: \(seconds) s for 2 s, longest gap \(longestGap / 1_000_000) ms,",
      "period \(microphone.periodSampleCount), buffer \(microphone.bufferSampleCount), \(microphone.encoding)"
    )

    let end = samples[24_000..<32_000]
    #expect(abs(amplitude(of: 1000, in: end, rate: 16_000) - 0.4) < 0.01)
    #expect(amplitude(of: 1100, in: end, rate: 16_000) < 0.01)
    #expect(amplitude(of: 2000, in: end, rate: 16_000) < 0.01)
  }

  @Test(
    "a reader that sleeps loses nothing that the sound server keeps",
    .enabled(if: VirtualMicrophone.missing == nil, "\(VirtualMicrophone.missing ?? "")"))
  func sleep() throws {
    let virtual = try #require(VirtualMicrophone())
    defer { withExtendedLifetime(virtual) {} }
    let microphone = try Microphone(watchdog: .seconds(2))
    var block = [Float](repeating: 0, count: 160)
    func read() throws(AudioError) -> AudioRead {
      try block.withUnsafeMutableBufferPointer { block throws(AudioError) in try microphone.read(into: block)
      }
    }
    for _ in 0..<20 { _ = try read() }
    let start = MonotonicClock.now()
    usleep(1_000_000)
    var count = 0
    while MonotonicClock.now() - start < 2_000_000_000 {
      switch try read() {
      case .samples(let more): count += more
      case .overrun(let lost): count += lost
      case .end: Issue.record("the stream ended")
      }
    }
    #expect(abs(count - 32_000) < 3200)
  }

  @Test(
    "a device that hangs without an error is interrupted promptly, and lost when its time is up",
    .enabled(if: VirtualMicrophone.missing == nil, "\(VirtualMicrophone.missing ?? "")"))
  func watchdog() throws {
    let virtual = try #require(VirtualMicrophone())
    let microphone = try Microphone(watchdog: .seconds(1))
    let interruptible = CaptureThread(source: try Microphone(watchdog: .seconds(60)))
    interruptible.start()
    var block = [Float](repeating: 0, count: 160)
    func read() throws(AudioError) -> AudioRead {
      try block.withUnsafeMutableBufferPointer { block throws(AudioError) in try microphone.read(into: block)
      }
    }
    for _ in 0..<20 { _ = try read() }
    virtual.freeze(true)
    let frozen = MonotonicClock.now()
    let error = audioError { () throws(AudioError) in
      while MonotonicClock.now() - frozen < 10_000_000_000 { _ = try read() }
    }
    #expect(error == .deviceLost(name: "default", reason: "no data for 1 s"))
    #expect(Double(MonotonicClock.now() - frozen) * 1e-9 < 2)
    let start = MonotonicClock.now()
    interruptible.stop()
    #expect(Double(MonotonicClock.now() - start) * 1e-9 < 5)
    virtual.freeze(false)
  }
}
