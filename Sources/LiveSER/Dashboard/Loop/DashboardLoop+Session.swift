import AudioCapture
import Glibc
import Recognition
import TUI

extension DashboardLoop {
  /// Starts a session on `source` with the model chosen last; time goes on where the last one stood.
  func startSession() {
    if let chosenModel { adopt(chosenModel.model, path: chosenModel.path) }
    chosenModel = nil
    let slot = LiveFeed.slotSeconds
    let offset = (state.elapsed / slot).rounded(.up) * slot
    while Double(state.timeline.slotCount) * slot < offset { state.timeline.append(nil) }
    tap = RecordingTap()
    let feed = LiveFeed(model: model, timeOffset: offset, tap: tap, wake: { Terminal.wake() })
    let session = LiveSession(input: source.input, model: model, handler: feed)
    feed.session = session
    self.feed = feed
    self.session = session
    hasStarted = false
    stream = nil
    isRestarting = false
    restartDeadline = nil
    lastNews = .now
    seenWaveformCount = 0
    seenSpectrogramCount = 0
    inputWatch = InputWatch()
    session.isPaused = state.isPaused
    session.start()
  }

  /// Has the session end; another one starts when it has.
  func restart() {
    endRecording()
    isRestarting = true
    restartDeadline = .now + .seconds(2)
    session?.requestStop()
    endPreview()
    startNextSession()
  }

  /// Starts the session that takes the last one's place once nobody listens to a device from the list: a device that one
  /// program alone may open is busy until then.
  private func startNextSession() {
    guard session == nil, isRestarting else { return }
    let isOver = restartDeadline.map { ContinuousClock.now >= $0 } ?? true
    guard isOver || endingPreview?.isDone ?? true else { return }
    startSession()
  }

  /// Says so when nothing comes any more, and goes on without a session that does not end: a sound server that
  /// dies can hold up its clients' threads for ever.
  func watchSession() {
    guard session != nil else {
      startNextSession()
      return
    }
    if let deadline = restartDeadline, ContinuousClock.now >= deadline {
      abandonSession()
      return
    }
    guard hasStarted, !state.isPaused, case .microphone = source, state.source.notice.isEmpty,
      .now - lastNews > .seconds(5)
    else { return }
    state.source.notice = Self.stallNotice
    forgetPresent()
    isDirty = true
  }

  static let stallNotice = "nothing comes from the microphone any more: d chooses another"

  /// Counts of all sessions together.
  var counts: LiveSessionCounts {
    let now = session?.counts ?? LiveSessionCounts()
    var sum = pastCounts
    sum.seconds += now.seconds
    sum.overrunCount += now.overrunCount
    sum.droppedSampleCount += now.droppedSampleCount
    sum.capturedSampleCount += now.capturedSampleCount
    sum.processedSampleCount += now.processedSampleCount
    sum.skippedSampleCount += now.skippedSampleCount
    sum.gapSeconds += now.gapSeconds
    sum.lossCount += now.lossCount
    return sum
  }

  /// Makes `model`, which was read from `path`, the one in use; no session is under way then.
  func adopt(_ model: EmotionModel, path: String) {
    self.model = model
    modelPath = path
    if !usedModelPaths.contains(path) { usedModelPaths.append(path) }
    if model.labels != state.labels {
      state.clear()
      state.labels = model.labels
    }
    state.firstOfModel = state.utterances.count
    state.probabilities = []
    state.verdict = .silence
    state.spectrogram = SpectrogramHistory(
      capacity: 512, frequencies: LiveFeed.frequencies(of: model),
      columnSeconds: LiveFeed.columnSeconds(of: model))
    state.modelName = ModelLocator.name(ofPath: path)
  }

  /// The session has ended: goes on with what takes its place.
  func sessionEnded(_ error: RecognitionError?) {
    session?.stop()
    pastCounts = counts
    session = nil
    guard ending == nil else { return }
    forgetPresent()
    endRecording()
    if isRestarting {
      startNextSession()
    } else if let error, !hasStarted {
      couldNotOpen(error)
    } else if let error {
      state.source.notice = "stopped: \(error.text)"
      show(error.text, .failure)
    } else if case .file = source {
      state.source.notice = "the file has ended"
    }
  }

  /// Nothing is heard any more.
  private func forgetPresent() {
    state.isSpeech = false
    state.verdict = .silence
    state.probabilities = []
    state.level = InputLevel()
  }

  private func couldNotOpen(_ error: RecognitionError) {
    deviceToRemember = nil
    if isSourceDemanded {
      ending = .failure(error.text)
      return
    }
    // Of what was chosen, not of what is tried in its place.
    let reason = failedChoice ?? error.text
    show(reason, .failure)
    if let fallback {
      failedChoice = reason
      source = fallback
      self.fallback = nil
      startSession()
    } else if case .microphone(let device) = source, device != LiveCommand.defaultDevice {
      failedChoice = reason
      source = .microphone(device: LiveCommand.defaultDevice)
      startSession()
    } else if let clip = locator.demoClip(), source != .demo(path: clip) {
      if failedChoice == nil { interaction.notice = nil }
      source = .demo(path: clip)
      startSession()
    } else {
      state.source = SourceDescription(
        kind: .microphone, notice: "no microphone and no demo clip: press d or o")
    }
  }
}
