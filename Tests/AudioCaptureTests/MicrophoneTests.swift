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
    let read = try block.withUnsafeMutableBufferPointer { block throws(AudioError) in try microphone.read(into: block) }
    guard case .samples(let count) = read else {
      Issue.record("\(read)")
      return
    }
    #expect(count > 0 && count <= microphone.periodSampleCount)
    #expect(block[0..<count].allSatisfy { $0 == 0 })
  }

  /// A configuration of ALSA's own plugins: a `file` device that plays back raw samples of one fixed format.
  private func fileDevice(_ raw: [UInt8], rate: Int, channels: Int, format: String) throws -> String {
    let input = try folder.write(raw, as: "in.raw")
    let settings = """
      pcm.liveser_fixed {
        type file
        slave.pcm { type null }
        file /dev/null
        infile "\(input)"
        format raw
      }
      """
    _ = settings
    return "file:FILE=/dev/null,FORMAT=raw,SLAVE=null,INFILE=\(input)"
  }

  @Test("an interrupted microphone ends")
  func interrupted() throws {
    let microphone = try Microphone(device: "null")
    microphone.interrupt()
    #expect(drain(microphone).samples.isEmpty)
  }

  @Test("a device that does not exist is told, with those that do", arguments: ["no such thing", "hw:CARD=Nope,DEV=0"])
  func unknown(name: String) {
    guard
      case .noSuchDevice(name, _) = audioError({ () throws(AudioError) in _ = try Microphone(device: name) })
    else {
      Issue.record("\(String(describing: audioError { () throws(AudioError) in _ = try Microphone(device: name) }))")
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
    thread.start()
    let player = try virtual.play(path)
    var samples: [Float] = []
    var block = [Float](repeating: 0, count: 1600)
    var longestGap = 0
    let start = MonotonicClock.now()
    var last = start
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
    #expect(seconds > 1.5 && seconds < 4)
    #expect(longestGap < 250_000_000, "samples come in blocks of much less than a second")
    #expect(thread.overrunCount == 0)
    #expect(thread.droppedSampleCount == 0)
    print("virtual microphone: \(seconds) s for 2 s, longest gap \(longestGap / 1_000_000) ms,",
      "period \(microphone.periodSampleCount), buffer \(microphone.bufferSampleCount), \(microphone.encoding)")

    let end = samples[24_000..<32_000]
    #expect(abs(amplitude(of: 1000, in: end, rate: 16_000) - 0.4) < 0.01)
    #expect(amplitude(of: 1100, in: end, rate: 16_000) < 0.01)
    #expect(amplitude(of: 2000, in: end, rate: 16_000) < 0.01)
  }

  @Test(
    "a reader that sleeps gets an overrun and the stream goes on; a device that goes away is lost",
    .enabled(if: VirtualMicrophone.missing == nil, "\(VirtualMicrophone.missing ?? "")"))
  func overrunAndLoss() throws {
    let virtual = try #require(VirtualMicrophone())
    let microphone = try Microphone(watchdog: .seconds(2))
    var block = [Float](repeating: 0, count: 160)
    func read() throws(AudioError) -> AudioRead {
      try block.withUnsafeMutableBufferPointer { block throws(AudioError) in try microphone.read(into: block) }
    }
    for _ in 0..<20 { _ = try read() }
    usleep(1_500_000)
    var overruns: [Int] = []
    for _ in 0..<200 {
      if case .overrun(let lost) = try read() { overruns.append(lost) }
    }
    print("overruns after 1.5 s of sleep:", overruns)
    let pulled = MonotonicClock.now()
    try virtual.cut()
    let error = audioError { () throws(AudioError) in while MonotonicClock.now() - pulled < 10_000_000_000 { _ = try read() } }
    guard case .deviceLost("default", let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    print("device lost after \((MonotonicClock.now() - pulled) / 1_000_000) ms:", reason)
    #expect(MonotonicClock.now() - pulled < 4_000_000_000)
    #expect(audioError { () throws(AudioError) in _ = try read() } == error)
  }
}
