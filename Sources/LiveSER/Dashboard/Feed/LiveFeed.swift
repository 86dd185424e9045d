import Buffers
import Recognition
import TUI

/// Turns what a live session finds into snapshots and events for the screen.
///
/// - Thread: the handler's calls come on the recognition thread; `snapshots` and `events` are read on the main one.
/// - Allocates: for events; nothing a row.
final class LiveFeed: LiveSessionHandler, @unchecked Sendable {
  let snapshots: SnapshotCell<LiveSnapshot>
  let events = LiveEventQueue()
  /// Hands samples to a recording.
  let tap: RecordingTap
  /// The session reported on, asked for its counts.
  weak var session: LiveSession?
  /// Added to the session's times, so that time goes on from one session to the next.
  let timeOffset: Double
  /// Seconds of a slot of the timeline.
  static let slotSeconds = 0.5
  /// Called when there is something that the screen should not be late with.
  private let wake: @Sendable () -> Void

  private var now: LiveSnapshot
  private let melCount: Int
  private let rowSeconds: Double
  private var levels = LevelTracker()
  private var row = SampleSpan()
  private var isRowTaken = false
  private var column = SampleSpan()
  private var rowCount = 0
  private var loudestRow: AlignedBuffer
  private var sampleRate = 0.0
  /// When the last block came, how long its last sample had waited by then, and the session's time at its end.
  private var arrival = ContinuousClock.now
  private var waiting = Duration.zero
  private var blockEnd = 0.0
  private var slotSums: [Float]
  private var slotUpdateCount = 0
  private var slotIndex: Int
  /// Whether an utterance is under way, and for how many rows the gate has been open.
  private var isUtterance = false
  private var openRowCount = 0
  /// Open rows in a row that are shown as speech before the first verdict on them.
  private static let onsetRowCount = 3
  private var lastSilentUpdate = -Double.infinity

  init(
    model: EmotionModel, timeOffset: Double, tap: RecordingTap, wake: @escaping @Sendable () -> Void = {}
  ) {
    let options = model.metadata.frontEnd.logMel
    melCount = options.melCount
    rowSeconds = 1 / options.rowRate
    self.timeOffset = timeOffset
    self.tap = tap
    self.wake = wake
    let labelCount = model.labels.count
    now = LiveSnapshot(labelCount: labelCount, melCount: options.melCount)
    snapshots = SnapshotCell(LiveSnapshot(labelCount: labelCount, melCount: options.melCount))
    loudestRow = AlignedBuffer(count: options.melCount)
    slotSums = [Float](repeating: 0, count: labelCount)
    slotIndex = Int((timeOffset / Self.slotSeconds).rounded())
  }

  func started(_ stream: LiveStream) {
    sampleRate = Double(stream.format.sampleRate)
    events.append(.started(stream))
    wake()
  }

  func heard(_ samples: UnsafeBufferPointer<Float>) {
    arrival = ContinuousClock.now
    let blockSeconds = Double(samples.count) / max(sampleRate, 1)
    if let counts = session?.counts {
      // What the session measured at the last block reaches back to that block's first sample.
      waiting = max(.zero, counts.latency - .seconds(blockSeconds))
      blockEnd = counts.seconds + blockSeconds
      now.overrunCount = counts.overrunCount
      now.droppedSampleCount = counts.droppedSampleCount
    }
    tap.take(samples)
    // Two rows may come out of one block, and none out of the next: both show the same samples then.
    if isRowTaken {
      row = SampleSpan()
      isRowTaken = false
    }
    row.take(samples)
    column.take(samples)
  }

  func analyzed(_ frame: AnalysisFrame) {
    rowCount += 1
    levels.take(
      meanSquare: row.meanSquare, peak: row.peak, clippedCount: row.clippedCount, isSpeech: frame.isSpeech,
      seconds: Float(rowSeconds))
    isRowTaken = true
    for bin in 0..<min(melCount, frame.logMel.count) {
      let value = frame.logMel[bin]
      loudestRow[bin] =
        (rowCount - 1) % LiveSnapshot.spectrogramRowCount == 0 ? value : max(loudestRow[bin], value)
    }
    let hasColumn = rowCount % LiveSnapshot.waveformRowCount == 0
    if hasColumn { appendWaveform() }
    if rowCount % LiveSnapshot.spectrogramRowCount == 0 { appendSpectrogram() }
    openRowCount = frame.isSpeech ? openRowCount + 1 : 0
    let wasSpeech = now.isSpeech
    now.isSpeech = isUtterance || openRowCount >= Self.onsetRowCount
    now.time = frame.time + timeOffset
    now.level = levels.level
    now.captureTime = captureTime(ofRowEndingAt: frame.time)
    endSlots(before: now.time)
    let isOnset = now.isSpeech && !wasSpeech
    if hasColumn || isOnset { publish() }
    if isOnset { wake() }
  }

  func updated(_ update: RecognitionUpdate) {
    var update = update
    update.time += timeOffset
    isUtterance = update.isSpeech
    now.probabilityCount = 0
    if let values = update.probabilities?.values {
      now.probabilityCount = min(values.count, now.probabilities.count)
      for index in 0..<now.probabilityCount {
        now.probabilities[index] = values[index]
        slotSums[index] += values[index]
      }
      slotUpdateCount += 1
    }
    // Records of silence once a second are enough, as in `listen`.
    if update.isSpeech || update.time - lastSilentUpdate >= 1 - 1e-6 {
      lastSilentUpdate = update.isSpeech ? -.infinity : update.time
      events.append(.updated(update))
    }
  }

  func finished(_ utterance: Utterance) {
    var utterance = utterance
    utterance.start += timeOffset
    utterance.end += timeOffset
    now.probabilityCount = 0
    isUtterance = false
    events.append(.utterance(utterance))
  }

  func deviceChanged(_ event: LiveDeviceEvent) {
    switch event {
    case .overrun(let time, let count):
      events.append(.device(.overrun(time: time + timeOffset, lostSampleCount: count)))
    case .lost(let time, let error):
      // Here, before sound of another rate may come; the screen may be late.
      tap.close()
      levels = LevelTracker()
      openRowCount = 0
      isUtterance = false
      forgetPresent()
      events.append(.device(.lost(time: time + timeOffset, error)))
      publish()
    case .recovered(let time, let stream):
      sampleRate = Double(stream.format.sampleRate)
      events.append(.device(.recovered(time: time + timeOffset, stream)))
    }
    wake()
  }

  func ended(_ error: RecognitionError?) {
    forgetPresent()
    publish()
    events.append(.ended(error))
    wake()
  }

  /// Nothing is heard any more.
  private func forgetPresent() {
    now.isSpeech = false
    now.probabilityCount = 0
    now.level = InputLevel()
    now.captureTime = nil
  }

  private func publish() {
    snapshots.publish { $0.copy(now) }
  }

  private func appendWaveform() {
    let place = now.waveformCount % LiveSnapshot.columnCapacity
    now.lows[place] = column.low
    now.highs[place] = column.high
    now.clips[place] = column.clippedCount > 1
    now.waveformCount += 1
    column = SampleSpan()
  }

  private func appendSpectrogram() {
    let start = now.spectrogramCount % LiveSnapshot.columnCapacity * melCount
    for bin in 0..<melCount { now.spectrogram[start + bin] = loudestRow[bin] }
    now.spectrogramCount += 1
  }

  /// The row's last sample came so long before the block's last one, which had waited before `arrival`.
  private func captureTime(ofRowEndingAt time: Double) -> ContinuousClock.Instant {
    arrival - waiting - .seconds(max(0, blockEnd - time))
  }

  private func endSlots(before time: Double) {
    while Double(slotIndex + 1) * Self.slotSeconds <= time {
      slotIndex += 1
      if slotUpdateCount == 0 {
        events.append(.slot(nil))
      } else {
        events.append(.slot(slotSums.map { $0 / Float(slotUpdateCount) }))
        for index in slotSums.indices { slotSums[index] = 0 }
        slotUpdateCount = 0
      }
    }
  }
}
