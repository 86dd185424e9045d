import AudioCapture
import Recognition

/// Writes a live session's events as they happen.
///
/// - Thread: the session's recognition thread while it runs, then the one that waited for its end.
final class ListenReport: LiveSessionHandler, @unchecked Sendable {
  /// The session reported on: stopped when nobody reads on, and asked for its counts at the end.
  weak var session: LiveSession?
  /// Why nothing more can be written.
  private(set) var outputError: OutputError?
  /// What ended the session.
  private(set) var sessionError: RecognitionError?
  private let format: StreamFormat
  private let model: EmotionModel
  private let diagnostics: Diagnostics
  private let output = StandardOutput()
  private var hasStarted = false
  /// The last update in silence that was written, so that few are.
  private var lastUpdate: (time: Double, isSpeech: Bool)?
  /// Seconds between updates while nobody speaks.
  private static let silentInterval = 1.0

  init(format: StreamFormat, model: EmotionModel, diagnostics: Diagnostics) {
    self.format = format
    self.model = model
    self.diagnostics = diagnostics
  }

  func started(_ stream: LiveStream) {
    hasStarted = true
    if format == .csv { write(ListenEvent.csvHeader(labels: model.labels)) }
    write(.start(stream, model: model.metadata.name))
  }

  /// Every update in speech (12.5 a second); in silence the first one and then one a second.
  func updated(_ update: RecognitionUpdate) {
    if let last = lastUpdate, !update.isSpeech, !last.isSpeech,
      update.time - last.time < Self.silentInterval - 1e-6
    {
      return
    }
    lastUpdate = (update.time, update.isSpeech)
    write(.update(update))
  }

  func finished(_ utterance: Utterance) {
    write(.utterance(utterance))
  }

  func deviceChanged(_ event: LiveDeviceEvent) {
    if case .lost(_, let error) = event { diagnostics.report(error.text) }
    write(.device(event))
  }

  func ended(_ error: RecognitionError?) {
    sessionError = error
    if hasStarted { write(.end(session?.counts ?? LiveSessionCounts())) }
  }

  private func write(_ event: ListenEvent) {
    switch format {
    case .jsonl: write(event.record(labels: model.labels).json + "\n")
    case .csv: write(event.csvRow(labels: model.labels).line)
    case .text:
      if let line = event.text(labels: model.labels) { write(line + "\n") }
    }
  }

  /// Writes at once; when the reader has gone the session ends.
  private func write(_ text: String) {
    guard outputError == nil else { return }
    do throws(OutputError) {
      try output.write(text)
    } catch {
      outputError = error
      session?.requestStop()
    }
  }
}
