import CALSA
import CSndFile
import Foundation
import Testing

@testable import AudioCapture

@Suite("Microphone", .serialized)
struct MicrophoneTests {
  let folder = ScratchFolder()

  @Test("the null device gives silence at the preferred rate, mono", arguments: [16_000, 48_000])
  func null(rate: Int) throws {
    let microphone = try Microphone(device: "null", preferredSampleRate: rate)
    #expect(microphone.format == AudioFormat(sampleRate: rate, channelCount: 1))
    #expect(microphone.isLive)
    #expect(microphone.totalSampleCount == nil)
    var block = [Float](repeating: 9, count: 4096)
    let read = try block.withUnsafeMutableBufferPointer { block throws(AudioError) in
      try microphone.read(into: block)
    }
    guard case .samples(let count) = read else {
      Issue.record("\(read)")
      return
    }
    #expect(count > 0 && count <= microphone.periodSampleCount)
    #expect(block[0..<count].allSatisfy { $0 == 0 })
  }

  /// Points ALSA to a device `liveser_fixed` that plays `samples` (interleaved) from a file and has one rate.
  private func fixedDevice(
    _ samples: [Int16], rate: Int, channels: Int
  ) throws -> TemporaryEnvironment {
    let input = try folder.write(
      samples.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }, as: "in.raw")
    let settings = """
      </usr/share/alsa/alsa.conf>
      pcm.liveser_fixed {
        type plug
        slave {
          rate \(rate)
          format S16_LE
          channels \(channels)
          pcm { type file file "/dev/null" infile "\(input)" format "raw" slave.pcm { type null } }
        }
      }
      """
    let path = try folder.write(Array(settings.utf8), as: "asound.conf")
    return TemporaryEnvironment(["ALSA_CONFIG_PATH": path])
  }

  @Test(
    "a device that has one rate is taken at it, not resampled by ALSA", arguments: [44_100, 48_000, 8000])
  func nativeRate(rate: Int) throws {
    let tone = sine(1000, rate: rate, count: rate, amplitude: 0.5).map { Int16($0 * 32767) }
    let environment = try fixedDevice(tone, rate: rate, channels: 1)
    let listed = CaptureDevice.probe(name: "liveser_fixed", description: "")
    #expect(listed.abilities?.commonSampleRates == [rate])
    let microphone = try Microphone(device: "liveser_fixed")
    #expect(microphone.format == AudioFormat(sampleRate: rate, channelCount: 1))
    #expect((1...rate / 10).contains(microphone.periodSampleCount))
    var samples: [Float] = []
    var block = [Float](repeating: 0, count: 1000)
    while samples.count < rate / 2 {
      let read = try block.withUnsafeMutableBufferPointer { block throws(AudioError) in
        try microphone.read(into: block)
      }
      guard case .samples(let count) = read else { break }
      samples += block[0..<count]
    }
    #expect(abs(amplitude(of: 1000, in: samples[...], rate: rate) - 0.5) < 0.005)
    withExtendedLifetime(environment) {}
  }

  @Test("an interrupted microphone ends")
  func interrupted() throws {
    let microphone = try Microphone(device: "null")
    microphone.interrupt()
    #expect(drain(microphone).samples.isEmpty)
  }

  @Test(
    "a device that does not exist is told, with those that do",
    arguments: ["no such thing", "hw:CARD=Nope,DEV=0"])
  func unknown(name: String) {
    guard
      case .noSuchDevice(name, _) = audioError({ () throws(AudioError) in _ = try Microphone(device: name) })
    else {
      Issue.record(
        "\(String(describing: audioError { () throws(AudioError) in _ = try Microphone(device: name) }))")
      return
    }
  }

  @Test("a device is found by its exact name first, then by part of its description in any case")
  func find() throws {
    let devices = [
      CaptureDevice(name: "default", description: "Default device", isDefault: true),
      CaptureDevice(name: "hw:CARD=USB,DEV=0", description: "Blue Yeti, USB Audio", isDefault: false),
      CaptureDevice(name: "hw:CARD=PCH,DEV=0", description: "HDA Intel PCH, default input", isDefault: false),
    ]
    #expect(try CaptureDevice.find("default", in: devices).name == "default")
    #expect(try CaptureDevice.find("blue yeti", in: devices).name == "hw:CARD=USB,DEV=0")
    #expect(try CaptureDevice.find("card=pch", in: devices).name == "hw:CARD=PCH,DEV=0")
    for wrong in ["", "Rode"] {
      #expect(
        audioError { () throws(AudioError) in _ = try CaptureDevice.find(wrong, in: devices) }
          == .noSuchDevice(name: wrong, available: devices.map(\.name)))
    }
  }

  @Test("after an overrun the device runs again, and the loss is what the clock says")
  func overrun() throws {
    let microphone = try Microphone(device: "null")
    var block = [Float](repeating: 0, count: 160)
    func read() throws(AudioError) -> AudioRead {
      try block.withUnsafeMutableBufferPointer { block throws(AudioError) in try microphone.read(into: block)
      }
    }
    for code in [EPIPE, ESTRPIPE] {
      _ = try read()
      let start = MonotonicClock.now()
      usleep(100_000)
      let lost = try #require(try microphone.recover(from: -code))
      let expected = Double(MonotonicClock.now() - start) * 1e-9 * 16_000
      #expect(abs(Double(lost) - expected) < 200)
      guard case .samples = try read() else {
        Issue.record("the device does not run after \(code)")
        return
      }
    }
    #expect(try microphone.recover(from: -EINTR) == nil)
  }

  @Test(
    "an error that cannot be recovered from is the loss of the device, for good",
    arguments: [ENODEV, EIO, EBADFD])
  func lossByError(code: Int32) throws {
    let microphone = try Microphone(device: "null")
    let error = audioError { () throws(AudioError) in _ = try microphone.recover(from: -code) }
    #expect(error == .deviceLost(name: "null", reason: String(cString: snd_strerror(-code))))
    #expect(drain(microphone).error == error)
  }
}
