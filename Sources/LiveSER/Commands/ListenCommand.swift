import AudioCapture
import Glibc
import Recognition

/// Carries out `liveser listen`.
struct ListenCommand {
  let arguments: ListenArguments
  let saved: SavedChoices
  var diagnostics = Diagnostics.standard

  /// What is listened to.
  private var audio: AudioChoice {
    let audio = arguments.audio
    return audio == .microphone(device: nil) ? .microphone(device: saved.device) : audio
  }

  /// Prints what is heard until the input ends, the time is up, or a signal comes.
  func run() throws(OutputError) -> ExitStatus {
    let input: LiveSessionInput
    do throws(RawFormatError) {
      input = try LiveSessionInput(audio, isPaced: arguments.isRealTime)
    } catch {
      diagnostics.report("\(CommandName.listen.rawValue): \(error.text)")
      return .wrongUsage
    }
    Interruption.watch(SIGINT, SIGTERM)
    let model: EmotionModel
    do throws(RecognitionError) {
      model = try ModelLocator(settingsModel: saved.model).load(arguments.model)
    } catch {
      diagnostics.report(error.text)
      return .someFailed
    }
    let report = ListenReport(format: arguments.format, model: model, diagnostics: diagnostics)
    let session = LiveSession(input: input, model: model, limit: arguments.duration, handler: report)
    report.session = session
    session.start()
    while !session.waitForEnd(timeout: .milliseconds(50)) {
      if Interruption.signal != nil { session.requestStop() }
    }
    session.stop()
    // A reader that has gone does not make good what failed before.
    if let error = report.outputError, error != .closed || report.sessionError == nil { throw error }
    // Ctrl-C reaches all of a pipeline: a stream that it cut short is not damaged.
    let isCutShort = Interruption.signal != nil && input.kind == .standardInput
    if let error = report.sessionError, !isCutShort {
      diagnostics.report(error.text(savedDevice: saved.device))
      return .someFailed
    }
    return Interruption.signal == SIGINT ? .interrupted : .done
  }
}
