import TUI

/// States made by rule, so that every run draws the same.
enum ExampleState {
  static let labels = ["neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"]

  /// Mel bins evenly spaced on the mel scale up to 8 kHz, rounded; the figures only label the axis.
  static let frequencies: [Float] = (0..<64).map { 20 + Float($0 * $0) * 2 }

  /// Someone is speaking, and angrily; a dozen utterances lie behind.
  static func speaking() -> DashboardState {
    var state = silent()
    state.isSpeech = true
    state.verdict = .emotion
    state.probabilities = [0.04, 0.01, 0.05, 0.03, 0.72, 0.09, 0.04, 0.02]
    state.level = InputLevel(level: -18, peak: -9)
    return state
  }

  /// Nobody is speaking.
  static func silent() -> DashboardState {
    var state = DashboardState(columnCapacity: 256, melFrequencies: frequencies)
    state.source = SourceDescription(
      kind: .microphone, name: "USB Audio Device", sampleRate: 48000, channelCount: 2)
    state.labels = labels
    state.modelName = "liveser-default"
    state.elapsed = 75.4
    state.level = InputLevel(level: -52, peak: -40)
    state.performance.latencyMilliseconds = 142.4
    state.performance.framesPerSecond = 30
    state.performance.processorPercent = 0.84
    for column in 0..<400 {
      let isLoud = column / 50 % 2 == 0
      let height = isLoud ? Float(column * 7 % 50) / 60 : 0.001
      state.waveform.append(low: -height / 2, high: height, isClipped: false)
    }
    for column in 0..<200 {
      let values = (0..<64).map { bin in Float((bin + column) % 16) / 16 * (column / 25 % 2 == 0 ? 1 : 0.1) }
      state.spectrogram.append(values, range: 0...1)
    }
    for slot in 0..<150 { state.timeline.append(slot % 12 < 7 ? probabilities(leader: slot / 12) : nil) }
    for index in 0..<12 {
      state.utterances.append(
        UtteranceRow(
          start: Double(index) * 6, end: Double(index) * 6 + 3.5, speechSeconds: 3,
          verdict: index % 4 == 3 ? .unsure : .emotion, probabilities: probabilities(leader: index)))
    }
    return state
  }

  static func probabilities(leader: Int) -> [Float] {
    (0..<8).map { $0 == leader % 8 ? 0.58 : $0 == (leader + 3) % 8 ? 0.18 : 0.04 }
  }

  static func result(_ kind: ResultPanel.Kind) -> ResultPanel {
    ResultPanel(
      kind: kind, title: kind == .file ? "/home/someone/recordings/interview.flac" : "recording",
      duration: 12.4,
      verdict: .emotion, labels: labels, probabilities: probabilities(leader: 3), speechSeconds: 8.25,
      segments: [
        UtteranceRow(
          start: 0.64, end: 4.2, speechSeconds: 3.1, verdict: .emotion,
          probabilities: probabilities(leader: 3)),
        UtteranceRow(
          start: 6, end: 12, speechSeconds: 5.15, verdict: .unsure, probabilities: probabilities(leader: 7)),
      ],
      timeline: (0..<12).map { $0 == 4 || $0 == 5 ? nil : probabilities(leader: $0 < 4 ? 3 : 7) })
  }
}
