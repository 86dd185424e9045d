import Foundation
import Glibc
import Testing

@testable import AudioCapture

@Suite("A device that goes wrong")
struct DeviceFaultTests {
  typealias Fault = ScriptedDevice.Fault

  /// A fault, and about how many frames it costs.
  static let survived: [(Fault, lost: ClosedRange<Int>)] = [
    (.waitFails(EPIPE), 0...400), (.readFails(EPIPE), 1...800), (.waitFails(EPIPE, count: 50), 50...5000),
    (.waitFails(EAGAIN, count: 100), 0...0), (.readFails(EAGAIN, count: 100), 0...0),
    (.waitFails(EINTR, count: 100), 0...0), (.readFails(EINTR, count: 3), 0...0),
    (.emptyReads(count: 100), 0...0), (.shortReads(count: 200, frameCount: 7), 0...0),
    (.shortReads(count: 500, frameCount: 1), 0...0), (.boastfulRead, 0...0),
    (.suspended(seconds: 1, result: 0), 15_000...17_000),
    (.suspended(seconds: 1, result: -ENOSYS), 15_000...17_500), (.silent(seconds: 0.2), 3000...3400),
    (.silent(seconds: 2), 31_000...33_000), (.stopped(seconds: 0.1), 0...0),
    (.stopped(seconds: 5), 80_000...80_500), (.period(7), 0...0), (.period(4000), 0...0),
  ]

  @Test(
    "goes on, loses no more than it must, and tells what it lost to the sample",
    arguments: survived.indices)
  func survives(index: Int) {
    let (fault, lost) = Self.survived[index]
    let device = ScriptedDevice([.runs(frameCount: 16_000), fault, .runs(frameCount: 16_000)])
    let reading = ScriptedReading(of: device)
    #expect(reading.error == nil)
    #expect(!reading.isDisordered)
    #expect(reading.deliveredCount == device.deliveredCount)
    #expect(lost.contains(reading.missingCount), "\(fault): \(reading.missingCount)")
    // A pause shorter than the gaps that are looked for goes unseen.
    let unseen = fault == .silent(seconds: 0.2) ? reading.missingCount : 0
    #expect(abs(reading.toldCount + unseen - reading.missingCount) <= reading.overrunCount + 1, "\(fault)")
    #expect(reading.overrunCount > 0 || reading.toldCount == 0)
  }

  /// What never ends.
  static let endless: [Fault] = [
    .waitFails(EAGAIN), .waitFails(EINTR), .waitFails(EPIPE), .readFails(EAGAIN), .readFails(EINTR),
    .readFails(EPIPE), .emptyReads(count: 1), .silent(seconds: 1), .suspended(seconds: 1e6, result: 0),
    .suspended(seconds: 0.01, result: 0), .suspended(seconds: 0.01, result: -ENOSYS),
  ]

  @Test("and never gets over it is lost when its time is up, without turning in circles", arguments: endless)
  func endlessly(fault: Fault) {
    let device = ScriptedDevice([.runs(frameCount: 16_000), fault], endless: true)
    let reading = ScriptedReading(of: device, watchdog: .seconds(2))
    #expect(reading.error == .deviceLost(name: "scripted", reason: "no data for 2 s"))
    #expect(reading.deliveredCount >= 16_000 && reading.deliveredCount < 16_800)
    #expect(abs(device.now() - 4_000_000_000) < 500_000_000)
    // At most a call a millisecond of its clock.
    #expect(device.callCount < 4500, "\(device.callCount)")
    // One failure at most, with what the device held; the time in vain is the loss's gap, no overrun's.
    #expect(reading.overrunCount <= 1)
    #expect(reading.toldCount < 5000)
    #expect(device.isClosed)
  }

  @Test(
    "beyond recovery is lost at once, with ALSA's word for it",
    arguments: [EIO, ENODEV, EBADFD, ENOENT, 9999])
  func fatal(code: Int32) {
    let word = AudioError.deviceLost(name: "scripted", reason: ALSALibrary.reason(-code))
    for fault in [Fault.waitFails(code), .readFails(code)] {
      let reading = ScriptedReading(of: ScriptedDevice([.runs(frameCount: 16_000), fault]))
      #expect(reading.error == word)
      #expect(reading.deliveredCount >= 16_000)
      #expect(reading.missingCount == 0)
    }
    for fault in [Fault.prepareFails(code), .startFails(code)] {
      let reading = ScriptedReading(
        of: ScriptedDevice([.runs(frameCount: 16_000), .waitFails(EPIPE), fault]))
      #expect(reading.error == word)
    }
    let unstarted = ScriptedReading(of: ScriptedDevice([.startFails(code)]))
    #expect(
      unstarted.error == .deviceUnavailable(name: "scripted", reason: ALSALibrary.reason(-code)))
  }

  @Test("only in its clock loses nothing in a minute", arguments: [-5000.0, -100, 100, 5000])
  func drift(millionths: Double) {
    let minute = 60 * ScriptedDevice.rate
    let device = ScriptedDevice([.drift(millionths), .runs(frameCount: minute)])
    let reading = ScriptedReading(of: device)
    #expect(reading.error == nil)
    #expect(reading.missingCount == 0)
    #expect(reading.overrunCount == 0 && reading.toldCount == 0)
    #expect(reading.deliveredCount >= minute)
    let seconds = Double(device.now()) * 1e-9 - 1
    #expect(abs(seconds - 61.5 / (1 + millionths * 1e-6)) < 0.1)
  }

  @Test("is not taken for lost when it was this process that stood still")
  func stoppedProcess() {
    // After the stop the device needs a moment before it delivers again, as a sound server does.
    let device = ScriptedDevice([
      .runs(frameCount: 1600), .stopped(seconds: 60), .waitFails(EAGAIN, count: 20),
      .runs(frameCount: 1600),
    ])
    let reading = ScriptedReading(of: device, watchdog: .seconds(1))
    #expect(reading.error == nil)
    #expect(abs(reading.toldCount - reading.missingCount) <= 2)
  }

  @Test("in whatever order loses what it tells", arguments: 1...40)
  func chance(seed: Int) {
    let device = ScriptedDevice(ScriptedDevice.script(seed: UInt64(seed), count: 12))
    let reading = ScriptedReading(of: device)
    #expect(reading.error == nil)
    #expect(!reading.isDisordered)
    #expect(reading.deliveredCount == device.deliveredCount)
    #expect(device.injectedCount == 12)
    // Where the clock drifts, what the device lost is estimated by the rate it says it has.
    #expect(
      abs(reading.toldCount - reading.missingCount) <= reading.overrunCount + reading.missingCount / 1000 + 2,
      "\(reading)")
  }

  @Test("behind a slow reader: what is captured is delivered or dropped, and what is missing was told")
  func slowReader() {
    let device = ScriptedDevice(ScriptedDevice.script(seed: 7, count: 12), pace: 40)
    let source: any AudioSource
    do throws(AudioError) {
      source = try device.microphone()
    } catch {
      Issue.record("\(error)")
      return
    }
    let thread = CaptureThread(source: source, ringDuration: .milliseconds(500))
    thread.start()
    var reading = ScriptedReading()
    let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: 160)
    defer { block.deallocate() }
    // Half as fast as the device.
    for _ in 0..<500 {
      guard case .samples(let count) = thread.read(into: block, timeout: .seconds(5)) else { break }
      reading.take(UnsafeBufferPointer(rebasing: block[..<count]))
      usleep(500)
    }
    thread.stop()
    while case .samples(let count) = thread.read(into: block, timeout: .zero) {
      reading.take(UnsafeBufferPointer(rebasing: block[..<count]))
    }
    #expect(!reading.isDisordered)
    #expect(thread.droppedSampleCount > 0)
    #expect(thread.capturedSampleCount == device.deliveredCount)
    #expect(thread.deliveredSampleCount == reading.deliveredCount)
    #expect(thread.capturedSampleCount == thread.deliveredSampleCount + thread.droppedSampleCount)
    // What is dropped at the very end has nothing behind it that shows it.
    let told = thread.droppedSampleCount + thread.lostSampleCount
    #expect(reading.missingCount <= told + thread.overrunCount + told / 1000)
    #expect(reading.missingCount > 0)
  }
}
