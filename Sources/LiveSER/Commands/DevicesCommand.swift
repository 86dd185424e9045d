import AudioCapture

/// Carries out `liveser devices`.
struct DevicesCommand {
  let arguments: DevicesArguments
  var output = StandardOutput()
  var diagnostics = Diagnostics.standard

  /// Prints the devices there are.
  func run() throws(OutputError) -> ExitStatus {
    let devices = CaptureDevice.list()
    switch arguments.format {
    case .json:
      let records = devices.map { "\n " + Self.record(of: $0).json }.joined(separator: ",")
      try output.write("[\(records)\(devices.isEmpty ? "" : "\n")]\n")
    case .text: try output.write(Self.text(of: devices))
    }
    if devices.isEmpty, arguments.format == .text {
      diagnostics.report("there is no capture device; connect a microphone")
    }
    return .done
  }

  /// The record of one device; what it does not tell is null.
  static func record(of device: CaptureDevice) -> JSONValue {
    let abilities = device.abilities
    func range(_ range: ClosedRange<Int>?) -> JSONValue {
      range.map { .object(["lowest": .integer($0.lowerBound), "highest": .integer($0.upperBound)]) } ?? .null
    }
    return .object([
      "name": .text(device.name), "description": .text(device.description),
      "default": .bool(device.isDefault),
      "sampleRates": range(abilities?.sampleRates),
      "commonSampleRates": .array((abilities?.commonSampleRates ?? []).map { .integer($0) }),
      "channels": range(abilities?.channelCounts), "problem": .text(orNull: device.problem),
    ])
  }

  /// The devices in columns: name, rates, channels, description.
  static func text(of devices: [CaptureDevice]) -> String {
    let rows = devices.map { device in
      let rates = device.abilities.map { Self.words(forRates: $0.sampleRates) } ?? "-"
      let channels = device.abilities.map { range($0.channelCounts, unit: "ch") } ?? "-"
      return [
        device.name.visible, rates, channels,
        device.description.visible + (device.problem.map { " (\($0))" } ?? ""),
      ]
    }
    let widths = (0..<3).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { $0.padded(to: $1) }.joined(separator: "  ") + "  " + row[3] + "\n"
    }.joined()
  }

  /// A sound server or a plug-in converts: it takes every rate there is use for, and many more.
  private static func words(forRates rates: ClosedRange<Int>) -> String {
    let isAny =
      rates.lowerBound <= AudioFormat.sampleRates.lowerBound
      && rates.upperBound >= AudioFormat.sampleRates.upperBound
    return isAny ? "any rate" : range(rates, unit: "Hz")
  }

  private static func range(_ range: ClosedRange<Int>, unit: String) -> String {
    range.lowerBound == range.upperBound
      ? "\(range.lowerBound) \(unit)" : "\(range.lowerBound)-\(range.upperBound) \(unit)"
  }
}
