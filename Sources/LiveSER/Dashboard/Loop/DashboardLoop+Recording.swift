import AudioCapture
import Glibc
import Recognition
import TUI

extension DashboardLoop {
  /// Starts a recording, or ends the one under way.
  func toggleRecording() {
    if recording != nil {
      endRecording()
      return
    }
    guard let stream, session != nil, !isRestarting else {
      show("there is nothing to record", .failure)
      return
    }
    if let judging {
      let subject = judging.recording == nil ? "a file" : "the last recording"
      show("one thing at a time: \(subject) is being judged", .failure)
      return
    }
    guard let folder = folders.recordings else {
      show("there is no folder for recordings: HOME is not set", .failure)
      return
    }
    if state.isPaused { togglePause() }
    do throws(RecordingError) {
      let begun = try Recording(in: folder, format: stream.format, tap: tap)
      recording = begun
      state.recording = RecordingProgress(elapsed: 0, limit: Recording.limit, level: state.level.level)
    } catch {
      show(error.text, .failure)
    }
  }

  /// Takes what was recorded since the last frame.
  func drainRecording() {
    guard let recording else { return }
    let before = recording.seconds
    do throws(RecordingError) {
      try recording.drain()
    } catch {
      show(error.text, .failure)
      endRecording()
      return
    }
    state.recording = RecordingProgress(
      elapsed: recording.seconds, limit: Recording.limit, level: state.level.level)
    if recording.seconds != before { isDirty = true }
    if recording.isFull { endRecording() }
  }

  /// Ends the recording under way, if there is one, and has it judged.
  func endRecording() {
    guard let ended = recording else { return }
    recording = nil
    state.recording = nil
    isDirty = true
    do throws(RecordingError) {
      try ended.end()
    } catch {
      show(error.text, .failure)
    }
    guard !ended.samples.isEmpty else {
      ended.discard()
      show("nothing was recorded", .failure)
      return
    }
    let model = model
    let errand = mailbox.start { Jobs.judgeRecording(ended, model: model, work: $0) }
    judging = JudgingJob(errand: errand, title: "recording", recording: ended)
  }

  func recordingJudged(_ recording: Recording, _ judgement: Judgement, _ model: EmotionModel) {
    judged = (recording, judgement, model)
    replayable = .recording(recording, segments: judgement.verdict.segments)
    showJudgedRecording(judgement, model)
    if recording.droppedSampleCount > 0 {
      show("\(recording.droppedSampleCount.counted("sample")) of the recording lost", .failure)
    }
  }

  private func showJudgedRecording(_ judgement: Judgement, _ model: EmotionModel) {
    interaction.showResult(
      judgement.panel(kind: .recording, title: "not kept yet", labels: model.labels))
  }

  /// Keeps the recording whose result is shown; where that fails it is shown again, to be kept once there is room.
  func keepRecording() {
    guard let (recording, judgement, model) = judged else { return }
    stopReplay()
    do throws(PrivateFile.Failure) {
      let path = try recording.keep { judgement.record(file: $0, model: model).json }
      judged = nil
      show("kept: \(path)")
    } catch {
      showJudgedRecording(judgement, model)
      show("\(error.text); the recording is in \(recording.path)", .failure)
    }
  }

  /// Throws the recording away.
  func discardRecording() {
    stopReplay()
    judged?.recording.discard()
    judged = nil
    show("the recording is deleted")
  }
}
