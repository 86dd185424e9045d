import AudioCapture
import Glibc
import Recognition
import TUI

extension DashboardLoop {
  /// Takes over the latest snapshot and every event.
  func drainFeed() {
    guard let feed else { return }
    // Events first: none of them is older than the snapshot then.
    let events = feed.events.takeAll()
    let needsFrame = feed.snapshots.readLatest { snapshot in
      // In silence a frame for every column of the spectrogram is enough: what is between looks the same.
      let isCalm = !snapshot.isSpeech && !state.isSpeech && snapshot.spectrogramCount == seenSpectrogramCount
      apply(snapshot)
      return !isCalm
    }
    if needsFrame == true || !events.isEmpty { isDirty = true }
    for event in events { apply(event) }
  }

  private func apply(_ snapshot: LiveSnapshot) {
    lastNews = .now
    if state.source.notice == Self.stallNotice { state.source.notice = "" }
    state.elapsed = max(state.elapsed, snapshot.time)
    state.level = snapshot.level
    state.isSpeech = snapshot.isSpeech
    let count = snapshot.probabilityCount
    state.probabilities = count > 0 ? Array(snapshot.probabilities.prefix(count)) : []
    let best = state.probabilities.max() ?? 0
    let threshold = model.metadata.calibration.unsureThreshold
    state.verdict = count == 0 ? .silence : best >= threshold ? .emotion : .unsure
    state.performance.overrunCount = pastCounts.overrunCount + snapshot.overrunCount
    state.performance.droppedSampleCount = pastCounts.droppedSampleCount + snapshot.droppedSampleCount
    if let time = snapshot.captureTime { undrawnCaptureTime = time }
    noteFault(snapshot)

    let capacity = LiveSnapshot.columnCapacity
    for column in max(seenWaveformCount, snapshot.waveformCount - capacity)..<snapshot.waveformCount {
      let place = column % capacity
      state.waveform.append(
        low: snapshot.lows[place], high: snapshot.highs[place], isClipped: snapshot.clips[place])
    }
    seenWaveformCount = snapshot.waveformCount
    let melCount = state.spectrogram.melBinCount
    snapshot.spectrogram.withUnsafeBufferPointer { values in
      for column in max(
        seenSpectrogramCount, snapshot.spectrogramCount - capacity)..<snapshot.spectrogramCount
      {
        let start = column % capacity * melCount
        state.spectrogram.append(
          UnsafeBufferPointer(rebasing: values[start..<start + melCount]), range: LiveFeed.logMelRange)
      }
    }
    seenSpectrogramCount = snapshot.spectrogramCount
  }

  /// Says what is wrong with the sound of a microphone, while nothing weightier is told.
  private func noteFault(_ snapshot: LiveSnapshot) {
    guard case .microphone = source else { return }
    let fault = inputWatch.fault(of: snapshot.level, at: snapshot.time)
    let isOther = InputFault.allCases.allSatisfy { $0.notice != state.source.notice }
    if isOther, !state.source.notice.isEmpty { return }
    state.source.notice = fault?.notice ?? ""
  }

  private func apply(_ event: LiveEvent) {
    switch event {
    case .started(let stream):
      hasStarted = true
      fallback = nil
      failedChoice = nil
      isSourceDemanded = false
      if let device = deviceToRemember {
        settings.device = device
        deviceToRemember = nil
        saveSettings()
      }
      describe(stream)
      note(.start(stream, model: model.metadata.name))
    case .updated(let update): note(.update(update))
    case .slot(let values): state.timeline.append(values)
    case .utterance(let utterance):
      state.append(UtteranceRow(utterance))
      if interaction.utteranceScroll > 0 { interaction.followUtterances() }
      note(.utterance(utterance))
    case .device(let event):
      note(.device(event))
      deviceChanged(event)
    case .ended(let error): sessionEnded(error)
    }
  }

  private func note(_ event: ListenEvent) {
    log.append(event, labels: model.labels)
    guard let sessionFile, sessionFile.failure == nil else { return }
    sessionFile.write(event, labels: model.labels)
    if let failure = sessionFile.failure { show(failure.text, .failure) }
  }

  private func describe(_ stream: LiveStream) {
    self.stream = stream
    state.source = SourceDescription(
      name: stream.name, sampleRate: stream.format.sampleRate, channelCount: stream.format.channelCount)
    switch source {
    case .microphone: state.source.kind = .microphone
    case .file: state.source.kind = .file
    case .demo:
      state.source.kind = .demo
      state.source.name = stream.name.split(separator: "/").last.map(String.init) ?? stream.name
      state.source.notice = "no microphone: playing the demo clip"
    }
  }

  private func deviceChanged(_ event: LiveDeviceEvent) {
    switch event {
    case .overrun(_, let count): show("overrun: \(count.counted("sample")) lost", .failure)
    case .lost(_, let error):
      // Who leaves has nothing judged any more.
      if ending == nil { endRecording() }
      // It may come back with another rate, so nothing can be recorded until it does.
      stream = nil
      state.source.notice = "the microphone is gone: waiting for it"
      show(error.text, .failure)
    case .recovered(_, let stream):
      describe(stream)
      show("\(stream.name) is back")
    }
  }
}
