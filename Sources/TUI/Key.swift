/// What the user pressed.
public enum Key: Sendable, Equatable {
  /// A printable scalar.
  case character(Unicode.Scalar)
  /// Control and a lower-case letter, those with a name of their own left out.
  case control(Character)
  /// Alt (or Escape) and a letter.
  case alt(Character)
  /// Return or Enter.
  case enter
  /// Escape by itself.
  case escape
  /// Tab.
  case tab
  /// Shift and Tab.
  case backTab
  /// Backspace.
  case backspace
  /// Delete to the right.
  case delete
  /// Arrow up.
  case up
  /// Arrow down.
  case down
  /// Arrow left.
  case left
  /// Arrow right.
  case right
  /// Control or Alt and arrow left.
  case wordLeft
  /// Control or Alt and arrow right.
  case wordRight
  /// Home.
  case home
  /// End.
  case end
  /// Page up.
  case pageUp
  /// Page down.
  case pageDown
  /// A function key, from 1.
  case function(Int)
  /// Text pasted in one go.
  case paste(String)
}

/// What the dashboard asks of the program.
public enum DashboardAction: Sendable, Equatable {
  /// Leave.
  case quit
  /// Start a recording, or end the one under way and classify it.
  case toggleRecording
  /// Classify a file; `path` is as typed, `~` included.
  case openFile(path: String)
  /// Play the utterance of that index in the result shown; nil is all of a recording.
  case replay(segment: Int?)
  /// Keep the recording that the result panel shows.
  case keepRecording
  /// Throw it away; the panel is closed.
  case discard
  /// Pause, or resume.
  case togglePause
  /// Forget what was heard.
  case clear
  /// Save the session.
  case saveSession
  /// Take the next theme.
  case nextTheme
  /// Draw more frames a second.
  case faster
  /// Draw fewer frames a second.
  case slower
  /// Draw everything anew.
  case redraw
  /// Stop, to be continued by the shell.
  case suspend
  /// Call `showChooser` with the devices.
  case listDevices
  /// Call `showChooser` with the models.
  case listModels
  /// Use another device.
  case chooseDevice(name: String)
  /// Use another model.
  case chooseModel(path: String)
  /// Give up the work that the progress panel shows.
  case cancelWork
}
