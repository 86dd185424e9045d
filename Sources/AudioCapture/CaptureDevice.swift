import CALSA
import Glibc

/// A capture device, as ALSA lists it.
public struct CaptureDevice: Sendable, Equatable {
  /// The ALSA name, which stays the same when cards come and go: `default`, `hw:CARD=Name,DEV=0`.
  public var name: String
  /// What the device is, in one line.
  public var description: String
  /// Whether this is the device used when none is named.
  public var isDefault: Bool
  /// What the device can do; nil when it is busy or cannot be opened.
  public var abilities: Abilities?
  /// Why there are no abilities; nil when there are.
  public var problem: String?

  /// What a device can do without conversion.
  public struct Abilities: Sendable, Equatable {
    /// Lowest and highest rate, in Hz.
    public var sampleRates: ClosedRange<Int>
    /// Those of the usual rates the device takes, ascending.
    public var commonSampleRates: [Int]
    /// Fewest and most channels.
    public var channelCounts: ClosedRange<Int>
  }

  /// Lists the capture devices, the default one first. Each is opened for a moment to ask what it can do; one whose
  /// sound server does not answer is listed with that as its problem.
  ///
  /// - Parameter patience: how long it may take altogether.
  /// - Returns: nothing where there is no device.
  public static func list(patience: Duration = .seconds(5)) -> [CaptureDevice] {
    let deadline = ContinuousClock.now + patience
    var devices = hints().map { probe(name: $0.name, description: $0.description, until: deadline) }
    if !devices.contains(where: \.isDefault) {
      let standard = probe(name: "default", description: "Default device", until: deadline)
      if standard.abilities != nil { devices.append(standard) }
    }
    // A default that leads to no card is listed by ALSA all the same.
    devices.removeAll { $0.isDefault && $0.abilities == nil && $0.isMissing }
    return devices.filter(\.isDefault) + devices.filter { !$0.isDefault }
  }

  /// Probes a device and gives it up at `deadline`, though not before it had a moment.
  private static func probe(
    name: String, description: String, until deadline: ContinuousClock.Instant
  ) -> CaptureDevice {
    let call = AbandonableCall(name) { () throws(AudioError) in probe(name: name, description: description) }
    let patience = max(.milliseconds(200), deadline - .now)
    if let device = try? call.result(within: patience) { return device }
    var silent = CaptureDevice(name: name, description: description, isDefault: name == "default")
    silent.problem = "it does not answer"
    return silent
  }

  private var isMissing: Bool {
    problem == ALSALibrary.reason(-ENOENT) || problem == ALSALibrary.reason(-ENODEV)
  }

  /// Name and description of what captures, without the plugins that only convert or split.
  private static func hints() -> [(name: String, description: String)] {
    _ = ALSALibrary.isSilent
    // ALSA keeps its configuration for the process; a device plugged in since is found after this.
    snd_config_update()
    var list: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    guard snd_device_name_hint(-1, "pcm", &list) == 0, let first = list else { return [] }
    defer { snd_device_name_free_hint(first) }
    let noise = [
      "null", "front:", "rear:", "center_lfe:", "side:", "surround", "iec958", "spdif", "hdmi", "dmix:",
      "dsnoop:",
      "plughw:", "lavrate", "samplerate", "speex", "upmix", "vdownmix", "jack", "oss", "usbstream:", "modem",
    ]
    var found: [(name: String, description: String)] = []
    var cursor = first
    while let hint = cursor.pointee {
      cursor += 1
      guard let name = text(hint, "NAME"), text(hint, "IOID") != "Output",
        !noise.contains(where: { name.hasPrefix($0) }), !found.contains(where: { $0.name == name })
      else { continue }
      let lines = (text(hint, "DESC") ?? "").split(separator: "\n").map(String.init)
      found.append((name, lines.isEmpty ? name : lines.joined(separator: ", ")))
    }
    return found
  }

  private static func text(_ hint: UnsafeMutableRawPointer, _ key: String) -> String? {
    guard let value = snd_device_name_get_hint(hint, key) else { return nil }
    defer { free(value) }
    return String(cString: value)
  }

  /// Asks the device `name` what it can do, without waiting for one that is busy.
  static func probe(name: String, description: String) -> CaptureDevice {
    var device = CaptureDevice(name: name, description: description, isDefault: name == "default")
    var opened: OpaquePointer?
    let code = openNow(&opened, name)
    guard code == 0, let pcm = opened else {
      device.problem = ALSALibrary.reason(code)
      return device
    }
    defer { snd_pcm_close(pcm) }
    device.abilities = Abilities(pcm)
    if device.abilities == nil { device.problem = "it does not say what it can do" }
    return device
  }

  /// Opens without waiting for a device that is busy.
  static func openNow(_ pcm: inout OpaquePointer?, _ name: String) -> Int32 {
    _ = ALSALibrary.isSilent
    return snd_pcm_open(&pcm, name, SND_PCM_STREAM_CAPTURE, Int32(SND_PCM_NONBLOCK))
  }
}

extension CaptureDevice.Abilities {
  private static let usualRates = [
    8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000,
  ]

  /// Reads the abilities of an open device; nil when it does not tell.
  fileprivate init?(_ pcm: OpaquePointer) {
    var allocated: OpaquePointer?
    guard snd_pcm_hw_params_malloc(&allocated) == 0, let parameters = allocated else { return nil }
    defer { snd_pcm_hw_params_free(parameters) }
    guard snd_pcm_hw_params_any(pcm, parameters) >= 0 else { return nil }
    snd_pcm_hw_params_set_rate_resample(pcm, parameters, 0)
    var low: UInt32 = 0
    var high: UInt32 = 0
    var direction: Int32 = 0
    var few: UInt32 = 0
    var many: UInt32 = 0
    guard snd_pcm_hw_params_get_rate_min(parameters, &low, &direction) == 0,
      snd_pcm_hw_params_get_rate_max(parameters, &high, &direction) == 0,
      snd_pcm_hw_params_get_channels_min(parameters, &few) == 0,
      snd_pcm_hw_params_get_channels_max(parameters, &many) == 0, low <= high, few <= many
    else { return nil }
    sampleRates = Int(low)...Int(high)
    channelCounts = Int(few)...Int(many)
    commonSampleRates = Self.usualRates.filter {
      snd_pcm_hw_params_test_rate(pcm, parameters, UInt32($0), 0) == 0
    }
  }
}
