@testable import AudioCapture

/// What came of reading a scripted device.
struct ScriptedReading {
  /// Frames delivered, and those left out between the first and the last of them.
  private(set) var deliveredCount = 0
  private(set) var missingCount = 0
  /// Overruns told, and the frames that were said to be lost.
  var overrunCount = 0
  var toldCount = 0
  /// Whether a frame came twice, out of order, or with a value of no frame's.
  private(set) var isDisordered = false
  var error: AudioError?
  private var lastNumber: Int?

  /// Nothing read yet.
  init() {}

  /// Takes what was delivered.
  mutating func take(_ samples: UnsafeBufferPointer<Float>) {
    for sample in samples {
      var number = ScriptedDevice.index(sample)
      if ScriptedDevice.value(number) != sample { isDisordered = true }
      if let lastNumber {
        // Numbers come round after 2^24 frames, which is more than any script leaves out.
        let round = 1 << 24
        if number <= lastNumber { number += (lastNumber - number + round) / round * round }
        missingCount += number - lastNumber - 1
      }
      lastNumber = number
    }
    deliveredCount += samples.count
  }

  /// Reads `device` until its script is over and a second and a half more has come, or until it is lost.
  init(of device: ScriptedDevice, watchdog: Duration = .seconds(3)) {
    let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: 320)
    defer { block.deallocate() }
    do throws(AudioError) {
      let microphone = try device.microphone(watchdog: watchdog)
      var rest = ScriptedDevice.rate * 3 / 2
      while rest > 0 {
        switch try microphone.read(into: block) {
        case .samples(let count):
          take(UnsafeBufferPointer(rebasing: block[..<count]))
          if device.isPlayed { rest -= count }
        case .overrun(let lost):
          overrunCount += 1
          toldCount += lost
        case .end: return
        }
      }
    } catch {
      self.error = error
    }
  }
}
