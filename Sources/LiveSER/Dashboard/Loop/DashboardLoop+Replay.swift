import Recognition
import TUI

/// What the result on the screen can be heard from again.
enum Replayable: Sendable {
  /// A recording, which is in memory.
  case recording(Recording, segments: [Utterance])
  /// A file.
  case file(path: String, segments: [Utterance])

  var segments: [Utterance] {
    switch self {
    case .recording(_, let segments), .file(_, let segments): segments
    }
  }
}

extension DashboardLoop {
  /// Plays an utterance of the result that is shown, or all of a recording; while something plays, stops it.
  func toggleReplay(segment: Int?) {
    if replay != nil {
      stopReplay()
      show("stopped playing")
      return
    }
    guard let replayable else { return }
    let span = segment.flatMap { replayable.segments.indices.contains($0) ? replayable.segments[$0] : nil }
    switch replayable {
    case .recording(let recording, _):
      replay = mailbox.start(usesSound: true) { Jobs.play(recording, span, work: $0) }
    case .file(let path, _):
      guard let span else {
        show("there is no utterance to play")
        return
      }
      replay = mailbox.start(usesSound: true) { Jobs.play(file: path, span, work: $0) }
    }
    show("playing \(segment.map { "utterance \($0 + 1)" } ?? "the recording"); p stops")
  }

  /// Nothing is heard any more once its result is closed.
  func endReplayWithResult() {
    guard !interaction.hasResult else { return }
    if replay != nil { stopReplay() }
    if judged == nil { replayable = nil }
  }

  func stopReplay() {
    replay?.work.cancel()
    if let replay { errands.append(replay) }
    replay = nil
  }
}
