import Glibc
import Recognition

extension DashboardLoop {
  /// Ends threads and takes back what was not kept.
  ///
  /// - Returns: lines that tell what was left behind.
  func close(_ ending: DashboardEnding) -> [String] {
    errands += [judging?.errand, replay].compactMap(\.self)
    for errand in errands { errand.work.cancel() }
    stopSession()
    drainFeed()
    if !log.isEmpty { sessionFile?.write(.end(counts), labels: []) }
    endErrands()
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
    for letter in mailbox.takeAll() {
      switch letter.report {
      case .saved(let path): remarks.append("the session is in \(path)")
      case .unsaved(let text):
        remarks.append(text)
        hasLostSession = true
      default: break
      }
    }
    if let failure = sessionFile?.failure {
      remarks.append(failure.text)
      hasLostSession = true
    }
    return remarks
  }

  /// Ends the session; one that is held up in a sound library is left where it is.
  private func stopSession() {
    guard let session else { return }
    session.requestStop()
    if session.waitForEnd(timeout: .seconds(2)) { session.stop() } else { hasStuckSession = true }
  }

  /// Waits for what is done elsewhere; what a sound library holds up is left where it is.
  private func endErrands() {
    for errand in errands where !errand.usesSound { errand.thread?.join() }
    let sounding = errands.filter(\.usesSound)
    let deadline = ContinuousClock.now + .seconds(2)
    while !sounding.allSatisfy(\.work.isDone), .now < deadline { usleep(5_000) }
    for errand in sounding {
      if errand.work.isDone { errand.thread?.join() } else { hasStuckSession = true }
    }
  }

  /// Gives up the session, which does not end.
  func abandonSession() {
    hasStuckSession = true
    pastCounts = counts
    session = nil
    startSession()
  }
}
