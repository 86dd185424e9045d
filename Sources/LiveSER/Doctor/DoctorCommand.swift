import AudioCapture
import Glibc
import Recognition

/// Carries out `liveser doctor`.
struct DoctorCommand {
  let arguments: DoctorArguments
  var folders = UserFolders()
  var output = StandardOutput()
  var diagnostics = Diagnostics.standard

  /// Checks everything and says what to do.
  ///
  /// - Returns: `someFailed` where a check failed.
  func run() throws(OutputError) -> ExitStatus {
    Interruption.watch(SIGINT, SIGTERM)
    var report = Report(format: arguments.format, output: output)
    do throws(OutputError) {
      try check(&report)
    } catch {
      // A reader that has gone does not make good what failed before.
      guard error == .closed, report.hasFailure else { throw error }
    }
    if Interruption.signal == SIGINT { return .interrupted }
    return report.hasFailure ? .someFailed : .done
  }

  /// Adds every check to `report`.
  private func check(_ report: inout Report) throws(OutputError) {
    let settings = SettingsCheck(path: folders.settings)
    let model = ModelCheck(choice: arguments.model, settingsModel: settings.model)
    let device = arguments.device ?? settings.device ?? LiveCommand.defaultDevice
    let checkups =
      [
        settings.checkup, model.checkup, KernelCheck().checkup, LocaleCheck().checkup,
        TerminalCheck().checkup,
      ]
    for checkup in checkups { try report.add(checkup) }
    let trial = InputTrial(device: device, duration: arguments.duration, diagnostics: diagnostics)
    for checkup in MicrophoneCheck(trial.run(), device: device, model: model.model).checkups {
      try report.add(checkup)
    }
    try report.end()
  }

  /// Writes the checks: text as they come, JSON at the end.
  private struct Report {
    let format: ListFormat
    let output: StandardOutput
    private var checkups: [Checkup] = []

    init(format: ListFormat, output: StandardOutput) {
      self.format = format
      self.output = output
    }

    var hasFailure: Bool { checkups.contains { $0.state == .failed } }

    mutating func add(_ checkup: Checkup) throws(OutputError) {
      checkups.append(checkup)
      if format == .text { try output.write(checkup.text) }
    }

    func end() throws(OutputError) {
      switch format {
      case .json:
        let records = checkups.map { "\n  " + $0.record.json }.joined(separator: ",")
        try output.write("{\"ok\":\(!hasFailure),\"checks\":[\(records)\n]}\n")
      case .text:
        let failed = checkups.filter { $0.state == .failed }.map(\.subject.rawValue)
        try output.write(
          failed.isEmpty ? "\nNothing failed.\n" : "\nFailed: \(failed.joined(separator: ", ")).\n")
      }
    }
  }
}
