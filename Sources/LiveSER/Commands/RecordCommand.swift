import AudioCapture
import Glibc
import Recognition

/// Carries out `liveser record`.
struct RecordCommand {
  let arguments: RecordArguments
  let saved: SavedChoices
  var folders = UserFolders()
  var diagnostics = Diagnostics.standard

  /// Records until Enter, a signal or the end of the time, and prints the verdict.
  func run() throws(OutputError) -> ExitStatus {
    Interruption.watch(SIGINT, SIGTERM, SIGHUP)
    let model: EmotionModel
    let path: String
    do throws(RecognitionError) {
      model = try ModelLocator(settingsModel: saved.model).load(arguments.model)
      path = try outputPath()
    } catch {
      diagnostics.report(error.text)
      return .someFailed
    }
    let handler = RecordHandler(diagnostics: diagnostics)
    let take = RecordTake(path: path)
    let session = LiveSession(
      input: .microphone(device: arguments.device ?? saved.device), model: model, limit: arguments.duration,
      handler: handler)
    record(session, handler, take)
    return try conclude(model, session, handler, take)
  }

  /// The file to write, which must not be there yet.
  private func outputPath() throws(RecognitionError) -> String {
    if let path = arguments.output {
      // Told before anything is recorded; the recorder itself would refuse too.
      var status = stat()
      if lstat(path.systemPath ?? [0], &status) == 0 {
        throw .audio(.unwritable(path: path, reason: "it exists"))
      }
      let folder = ModelLocator.parent(of: path) ?? "."
      if access(folder.systemPath ?? [0], W_OK) != 0 {
        throw .audio(.unwritable(path: path, reason: String(cString: strerror(errno))))
      }
      return path
    }
    guard let folder = folders.recordings else {
      throw .audio(.unwritable(path: "the recording", reason: "HOME is not set"))
    }
    do throws(PrivateFile.Failure) {
      try PrivateFile.makeFolder(folder)
    } catch {
      throw .audio(.unwritable(path: error.path, reason: error.reason))
    }
    let stamp = PrivateFile.timeStamp()
    var path = "\(folder)/\(stamp).wav"
    var number = 1
    while access(path, F_OK) == 0 {
      number += 1
      path = "\(folder)/\(stamp)-\(number).wav"
    }
    return path
  }

  private func record(_ session: LiveSession, _ handler: RecordHandler, _ take: RecordTake) {
    let progress = RecordProgress(diagnostics: diagnostics)
    session.start()
    var isOver = false
    while !isOver {
      isOver = session.waitForEnd(timeout: .milliseconds(20))
      let findings = handler.findings
      take.drain(findings)
      if take.failure != nil || Interruption.signal != nil || progress.isEnterPressed {
        session.requestStop()
      }
      progress.show(findings, path: take.path, seconds: take.seconds)
    }
    session.stop()
    take.drain(handler.findings)
    progress.end()
    take.close()
  }

  /// Prints the verdict on what is in the file, and says what is wrong with it.
  private func conclude(
    _ model: EmotionModel, _ session: LiveSession, _ handler: RecordHandler, _ take: RecordTake
  ) throws(OutputError) -> ExitStatus {
    let findings = handler.findings
    if let error = findings.error { diagnostics.report(error.text(savedDevice: saved.device)) }
    if let failure = take.failure { diagnostics.report(failure.text + Self.rest(take)) }
    if take.sampleCount == 0 {
      if findings.error == nil, take.failure == nil {
        diagnostics.report("\(take.path): nothing was recorded")
      }
      return Interruption.signal == SIGINT ? .interrupted : .someFailed
    }
    let lostCount = session.counts.droppedSampleCount + handler.droppedSampleCount
    if lostCount > 0 {
      diagnostics.report(
        "\(take.path): missing \(lostCount.counted("sample")); the machine or its disk was too slow")
    }
    let faults = findings.meter?.findings.faults(hasSpeech: !findings.utterances.isEmpty) ?? []
    for fault in faults { diagnostics.report("\(take.path): \(fault.problem): \(fault.remedy)") }
    let verdict = FileVerdict(
      utterances: findings.utterances, threshold: model.metadata.calibration.unsureThreshold)
    let audio = ClassifiedAudio(
      format: AudioFormat(sampleRate: take.sampleRate, channelCount: 1), duration: take.seconds,
      verdict: verdict)
    var report = ClassifyReport(format: arguments.format, model: model, isSingle: true)
    do throws(OutputError) {
      try report.begin()
      try report.write(ClassifyResult(file: take.path, content: .success(audio)))
      try report.end()
    } catch {
      // A reader that has gone does not make good what failed before.
      guard error == .closed else { throw error }
    }
    if take.failure != nil || findings.error != nil { return .someFailed }
    return Interruption.signal == SIGINT ? .interrupted : .done
  }

  /// What is left of a recording that broke off.
  private static func rest(_ take: RecordTake) -> String {
    let seconds = JSONValue.decimal(take.seconds, places: 1) ?? "0"
    return take.sampleCount == 0 ? "" : "; the first \(seconds) s are kept"
  }
}
