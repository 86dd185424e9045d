import Glibc
import Recognition

extension DashboardLoop {
  /// Ends threads and takes back what was not kept.
  ///
  /// - Returns: lines that tell what was left behind.
  func close(_ ending: DashboardEnding) -> [String] {
    judging?.work.cancel()
    replay?.work.cancel()
    for errand in errands { errand.work.cancel() }
    stopSession()
    drainFeed()
    if !log.isEmpty { sessionFile?.write(.end(counts), labels: []) }
    judging?.thread?.join()
    replay?.thread?.join()
    for errand in errands { errand.thread?.join() }
    var remarks: [String] = []
    for unsaved in [recording, judging?.recording, judged?.recording].compactMap(\.self) {
      // Who pulls the plug may not have meant to throw a recording away.
      if ending == .quit || ending == .signal(SIGINT) || unsaved.seconds < 0.5 {
        unsaved.discard()
      } else {
        try? unsaved.end()
        try? unsaved.close()
        if access(unsaved.path, F_OK) == 0 { remarks.append("the recording is in \(unsaved.path)") }
      }
    }
    if let failure = sessionFile?.failure { remarks.append(failure.text) }
    return remarks
  }

  /// Ends the session; one that is held up in a sound library is left where it is.
  private func stopSession() {
    guard let session else { return }
    session.requestStop()
    if session.waitForEnd(timeout: .seconds(2)) { session.stop() } else { hasStuckSession = true }
  }

  /// Gives up the session, which does not end.
  func abandonSession() {
    hasStuckSession = true
    pastCounts = counts
    session = nil
    startSession()
  }
}
