import AudioCapture
import Glibc
import Recognition
import TUI

extension DashboardLoop {
  /// Does what a key asked for.
  func perform(_ action: DashboardAction) {
    switch action {
    case .quit: ending = .quit
    case .toggleRecording: toggleRecording()
    case .openFile(let path): openFile(path)
    case .keepRecording: keepRecording()
    case .replay(let segment): toggleReplay(segment: segment)
    case .discard: discardRecording()
    case .togglePause: togglePause()
    case .clear: state.clear()
    case .saveSession: saveSession()
    case .nextTheme:
      dashboard.style.theme = dashboard.style.theme.next
      settings.theme = dashboard.style.theme.name
      show("theme: \(dashboard.style.theme.name)")
      saveSettings()
    case .faster: changeFrameRate(by: 5)
    case .slower: changeFrameRate(by: -5)
    case .redraw: terminal.invalidate()
    case .suspend: terminal.suspend()
    case .listDevices:
      show("looking for devices")
      run(usesSound: true) { _ in .devices(CaptureDevice.list()) }
    case .listModels: showModels()
    case .chooseDevice(let name): choose(device: name)
    case .chooseModel(let path): choose(modelPath: path)
    case .cancelWork: cancelJudging()
    }
  }

  func togglePause() {
    state.isPaused.toggle()
    session?.isPaused = state.isPaused
    lastNews = .now
    if state.isPaused {
      endRecording()
      state.level = InputLevel()
    }
  }

  private func changeFrameRate(by step: Int) {
    // From any rate to the next multiple of the step.
    let next = step > 0 ? (frameRate / step + 1) * step : (frameRate - 1) / -step * -step
    frameRate = max(Settings.frameRates.lowerBound, min(Settings.frameRates.upperBound, next))
    settings.frameRate = frameRate
    show("at most \(frameRate) frames a second")
    saveSettings()
  }

  /// Saves the settings; a failure is shown in place of what was.
  func saveSettings() {
    guard let path = folders.settings else { return }
    do throws(PrivateFile.Failure) {
      try settings.save(path: path)
    } catch {
      show(error.text, .failure)
    }
  }

  private func saveSession() {
    guard let folder = folders.sessions else {
      show("there is no folder for sessions: HOME is not set", .failure)
      return
    }
    let (log, counts) = (log, counts)
    run { _ in
      do throws(PrivateFile.Failure) {
        return .saved(path: try log.save(in: folder, end: counts))
      } catch {
        return .unsaved(error.text)
      }
    }
  }

  func showDevices(_ devices: [CaptureDevice]) {
    guard interaction.overlay == nil else { return }
    interaction.notice = nil
    let current: String? = if case .microphone(let device) = source { stream?.name ?? device } else { nil }
    interaction.showChooser(
      Chooser(
        kind: .device,
        items: devices.map { Chooser.Item(name: $0.name, detail: Self.detail(of: $0)) }, current: current))
  }

  /// Native rates and what the device is.
  private static func detail(of device: CaptureDevice) -> String {
    guard let abilities = device.abilities else { return device.problem ?? device.description }
    let rates = abilities.commonSampleRates
    let low = rates.first ?? abilities.sampleRates.lowerBound
    return "\(Figure.kilohertz(low, upTo: rates.last ?? low)), \(device.description)"
  }

  private func choose(device name: String) {
    if isInUse(device: name) { return }
    deviceToRemember = name
    failedChoice = nil
    fallback = session == nil ? nil : source
    source = .microphone(device: name)
    show("device \(name)")
    restart()
  }
}
