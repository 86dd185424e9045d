import AudioCapture
import Recognition
import TUI

extension DashboardLoop {
  /// Judges a file; the live view goes on meanwhile.
  func openFile(_ typed: String) {
    guard recording == nil, judging?.recording == nil else {
      show("one thing at a time: Space ends the recording", .failure)
      return
    }
    guard judged == nil else {
      show("one thing at a time: k keeps the recording, x discards it", .failure)
      return
    }
    do throws(PrivateFile.Failure) {
      try PromptHistory(path: folders.history).save(interaction.history)
    } catch {
      show(error.text, .failure)
    }
    if let judging {
      judging.work.cancel()
      errands.append(judging.errand)
    }
    let path = PathCompletion.expandingHome(typed)
    let (model, mailbox) = (chosenModel?.model ?? model, mailbox)
    let errand = mailbox.start { Jobs.judgeFile(path, model: model, work: $0, mailbox: mailbox) }
    judging = JudgingJob(errand: errand, title: path)
  }

  /// Gives up what is being judged.
  func cancelJudging() {
    guard let judging else { return }
    judging.work.cancel()
    errands.append(judging.errand)
    self.judging = nil
    show("cancelled")
  }

  /// Has something done elsewhere that may take a while.
  func run(usesSound: Bool = false, errand: @escaping @Sendable (Work) -> WorkReport?) {
    errands.append(mailbox.start(usesSound: usesSound, errand))
  }

  func drainWork() {
    errands.removeAll { errand in
      let isDone = errand.work.isDone
      if isDone { errand.thread?.join() }
      return isDone
    }
    for letter in mailbox.takeAll() {
      guard !letter.work.isCancelled else { continue }
      isDirty = true
      apply(letter.report, of: letter.work)
    }
  }

  private func apply(_ report: WorkReport, of work: Work) {
    switch report {
    case .progress(let seconds, let total):
      guard let judging, judging.work === work else { return }
      // What is over in an instant needs no panel.
      guard .now - judging.begin > .milliseconds(200) else { return }
      interaction.showProgress(
        ProgressPanel(
          title: "listening to a file", detail: judging.title,
          fraction: total.map { min(1, seconds / max($0, 0.001)) }))
    case .judgedFile(let path, let judgement, let labels):
      finishJudging()
      stopReplay()
      replayable = .file(path: path, segments: judgement.verdict.segments)
      interaction.showResult(judgement.panel(kind: .file, title: path, labels: labels))
    case .judgedRecording(let recording, let judgement, let model):
      finishJudging()
      recordingJudged(recording, judgement, model)
    case .devices(let devices): showDevices(devices)
    case .level(let level, let device): interaction.showLevel(level, ofDevice: device)
    case .model(let model, let path): use(model, path: path)
    case .played:
      finishReplay()
      show("played")
    case .saved(let path): show("saved: \(path)")
    case .unsaved(let text): show(text, .failure)
    case .failed(let text):
      var text = text
      if let judging, judging.work === work {
        if let recording = judging.recording { text += "; the recording is in \(recording.path)" }
        finishJudging()
      }
      if replay?.work === work { finishReplay() }
      interaction.showFailure(text)
      show(text, .failure)
    }
  }

  private func finishJudging() {
    if let judging { errands.append(judging.errand) }
    judging = nil
  }

  private func finishReplay() {
    if let replay { errands.append(replay) }
    replay = nil
  }
}
