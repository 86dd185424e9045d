import AudioCapture
import Glibc

/// Where a live session takes its audio from, before it is open.
struct LiveSessionInput: Sendable {
  /// What kind of source it is, as records name it.
  enum Kind: String, Sendable {
    case microphone, file, standardInput = "stdin"
  }

  /// What kind of source it is.
  var kind: Kind
  /// Opens it; asks `isCancelled` while it waits, and gives nil once that is so.
  var open: @Sendable (_ isCancelled: () -> Bool) throws(AudioError) -> (any AudioSource)?
  /// Opens it again after it was lost, by the name it had; nil where that makes no sense.
  var reopen: (@Sendable (_ name: String) throws(AudioError) -> any AudioSource)?

  /// A capture device, by name; the system's default for nil. It is opened again when it was lost.
  static func microphone(device: String?) -> LiveSessionInput {
    let device = device ?? "default"
    return LiveSessionInput(
      kind: .microphone,
      open: { (isCancelled) throws(AudioError) in
        let call = AbandonableCall(device) { () throws(AudioError) in try Microphone(device: device) }
        return try call.result(within: .seconds(10), isCancelled: isCancelled)
      },
      // Another device with a name like it is not the one that was lost.
      reopen: { (name) throws(AudioError) in try Microphone(device: name, isExact: true) })
  }

  /// A file, as fast as it goes or in real time.
  static func file(path: String, isPaced: Bool) -> LiveSessionInput {
    LiveSessionInput(
      kind: .file,
      open: { _ throws(AudioError) in
        let file = try FileSource(path: path)
        return isPaced ? PacedSource(file) : file
      })
  }

  /// Standard input: a sound file, or headerless samples of format `raw`.
  static func standardInput(raw: RawFormat?, isPaced: Bool = false) -> LiveSessionInput {
    LiveSessionInput(
      kind: .standardInput,
      open: { (isCancelled) throws(AudioError) in
        var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        while poll(&request, 1, 50) <= 0 {
          if isCancelled() { return nil }
        }
        let source: StandardInputSource
        do throws(AudioError) {
          if let raw {
            source = StandardInputSource(raw: raw)
          } else {
            source = try StandardInputSource(isCancelled: isCancelled)
          }
        } catch {
          // What a stop cuts short is not damaged.
          if isCancelled() { return nil }
          throw error
        }
        return isPaced ? PacedSource(source) : source
      })
  }

  /// What the command line chose.
  ///
  /// - Errors: a raw format that makes no sense.
  init(_ choice: AudioChoice, isPaced: Bool) throws(RawFormatError) {
    switch choice {
    case .microphone(let device): self = .microphone(device: device)
    case .file(let path): self = .file(path: path, isPaced: isPaced)
    case .standardInput(let rawFormat?):
      self = .standardInput(raw: try RawFormat(parsing: rawFormat), isPaced: isPaced)
    case .standardInput(nil): self = .standardInput(raw: nil, isPaced: isPaced)
    }
  }

  /// Describes an input by how it is opened.
  init(
    kind: Kind,
    open: @escaping @Sendable (_ isCancelled: () -> Bool) throws(AudioError) -> (any AudioSource)?,
    reopen: (@Sendable (_ name: String) throws(AudioError) -> any AudioSource)? = nil
  ) {
    self.kind = kind
    self.open = open
    self.reopen = reopen
  }
}
