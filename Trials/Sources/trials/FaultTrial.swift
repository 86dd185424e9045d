@testable import AudioCapture

/// Scripts of faults drawn by chance, read as microphones are: every fault is to be survived, and what is missing was told.
enum FaultTrial {
  private static let faultsPerScript = 20

  static func run(_ setting: Setting) -> Result {
    var result = Result(isPassed: true, text: "", faultCount: 0, survivedCount: 0, lostSampleCount: 0)
    var untold = 0
    var seconds = 0.0
    for seed in 0..<Int(setting.number) {
      let device = ScriptedDevice(ScriptedDevice.script(seed: UInt64(seed), count: faultsPerScript))
      let reading = ScriptedReading(of: device)
      seconds += Double(device.now()) * 1e-9
      result.faultCount? += device.injectedCount
      result.lostSampleCount? += reading.missingCount
      let difference = abs(reading.toldCount - reading.missingCount)
      untold += difference
      let isRight =
        reading.error == nil && !reading.isDisordered && reading.deliveredCount == device.deliveredCount
        && difference <= reading.overrunCount + reading.missingCount / 1000 + 2
      if isRight {
        result.survivedCount? += device.injectedCount
      } else {
        result.isPassed = false
        print("faults: script \(seed): \(reading)")
      }
    }
    let hours = (seconds / 360).rounded() / 10
    result.text =
      "\(result.faultCount ?? 0) faults in \(hours) h of the device's time, \(result.survivedCount ?? 0) survived; "
      + "\(result.lostSampleCount ?? 0) samples lost, told but for \(untold)"
    return result
  }
}
