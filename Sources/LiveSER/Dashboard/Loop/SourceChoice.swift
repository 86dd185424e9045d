import AudioCapture

/// What the dashboard listens to.
enum SourceChoice: Sendable, Equatable {
  /// A capture device.
  case microphone(device: String)
  /// A file, once, in real time.
  case file(path: String)
  /// The demo clip, over and over, in real time.
  case demo(path: String)

  /// The source as a session takes it.
  var input: LiveSessionInput {
    switch self {
    case .microphone(let device): .microphone(device: device)
    case .file(let path): .file(path: path, isPaced: true)
    case .demo(let path):
      LiveSessionInput(
        kind: .file, open: { _ throws(AudioError) in PacedSource(try LoopingSource(path: path)) })
    }
  }
}

/// Why the dashboard ends.
enum DashboardEnding: Sendable, Equatable {
  /// The user wants to leave.
  case quit
  /// A signal asks for it.
  case signal(Int32)
  /// The terminal is gone.
  case hangUp
  /// What was asked for on the command line cannot be had.
  case failure(String)
}
