import Glibc
import Recognition
import TUI

/// Carries out `liveser live`: the dashboard.
struct LiveCommand {
  /// ALSA's name for the device used when none is named.
  static let defaultDevice = "default"
  private static let standardFrameRate = 30

  let arguments: LiveArguments
  var folders = UserFolders()
  var diagnostics = Diagnostics.standard

  /// Shows the dashboard until the user leaves.
  func run() -> ExitStatus {
    let terminalSettings = TerminalSettings.fromEnvironment(
      colorMode: ColorMode(rawValue: arguments.color.rawValue) ?? .auto, forcesASCII: arguments.isASCII)
    if let reason = Self.reasonAgainst(terminalSettings) {
      diagnostics.report("\(reason): the dashboard cannot be drawn; 'liveser listen' needs no screen")
      return .wrongUsage
    }
    let (settings, remarks) = Settings.load(path: folders.settings)
    let locator = ModelLocator(settingsModel: settings.model)
    let setup: DashboardLoop.Setup
    do throws(RecognitionError) {
      let path = try locator.locate(arguments.model)
      let model = try EmotionModel(path: path)
      let sessionFile = try openSessionFile()
      setup = DashboardLoop.Setup(
        source: source(settings), isSourceDemanded: arguments.input != nil || arguments.device != nil,
        model: model, modelPath: path,
        frameRate: arguments.frameRate ?? settings.frameRate ?? Self.standardFrameRate, settings: settings,
        remarks: remarks, sessionFile: sessionFile, locator: locator, folders: folders)
    } catch {
      diagnostics.report(error.text)
      return .someFailed
    }
    return show(setup, terminalSettings)
  }

  /// Why there can be no dashboard; nil where it can be tried.
  private static func reasonAgainst(_ settings: TerminalSettings) -> String? {
    if isatty(STDIN_FILENO) == 0 { return "standard input is not a terminal" }
    if isatty(STDOUT_FILENO) == 0 { return "standard output is not a terminal" }
    if settings.type.isEmpty { return "TERM is not set" }
    if settings.type == "dumb" { return "TERM=dumb stands for a terminal that cannot place its cursor" }
    return nil
  }

  private func openSessionFile() throws(RecognitionError) -> SessionFile? {
    guard let path = arguments.session else { return nil }
    do throws(PrivateFile.Failure) {
      return try SessionFile(path: path)
    } catch {
      throw .audio(.unwritable(path: error.path, reason: error.reason))
    }
  }

  private func source(_ settings: Settings) -> SourceChoice {
    switch arguments.audio {
    case .file(let path): .file(path: path)
    default: .microphone(device: arguments.device ?? settings.device ?? Self.defaultDevice)
    }
  }

  /// Takes the screen, runs, and gives it back before anything is said.
  private func show(_ setup: DashboardLoop.Setup, _ terminalSettings: TerminalSettings) -> ExitStatus {
    let redirection: StandardErrorRedirection
    let terminal: Terminal
    do throws(TUIError) {
      redirection = try StandardErrorRedirection()
      do throws(TUIError) {
        terminal = try Terminal(settings: terminalSettings)
      } catch {
        _ = redirection.end()
        throw error
      }
    } catch {
      diagnostics.report(error.text)
      return .wrongUsage
    }
    let loop = DashboardLoop(terminal: terminal, setup: setup)
    let ending = loop.run()
    terminal.restore(ignoresHangUp: true)
    // Whoever sent the signal, or closed the window, sees no more of the program: what is held up must not keep it for ever.
    switch ending {
    case .signal, .hangUp: alarm(30)
    case .quit, .failure: break
    }
    let remarks = loop.close(ending)
    let held = redirection.end()
    if !held.isEmpty { diagnostics.passOn(held) }
    for remark in remarks { diagnostics.report(remark) }
    var status = status(of: ending)
    if loop.hasLostSession, status == .done { status = .someFailed }
    // The library's own clean-up at exit would wait for what is stuck.
    if loop.hasStuckSession { _exit(status.rawValue) }
    return status
  }

  private func status(of ending: DashboardEnding) -> ExitStatus {
    switch ending {
    case .quit: return .done
    case .signal(SIGINT): return .interrupted
    case .signal(let number): endBySignal(number)
    case .hangUp: endBySignal(SIGHUP)
    case .failure(let text):
      diagnostics.report(text)
      return .someFailed
    }
  }

  /// Dies of the signal, as its sender expects.
  private func endBySignal(_ number: Int32) -> Never {
    signal(number, SIG_DFL)
    raise(number)
    exit(128 + number)
  }
}
