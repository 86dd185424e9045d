import AudioCapture
import Glibc
import Recognition

/// What was recognised since the start, as records of the kinds that `listen` prints.
struct SessionLog: Sendable {
  /// Running states kept at most; from there on the older half goes. Utterances and device events all stay.
  static let updateLimit = 100_000

  private struct Entry: Sendable {
    var event: ListenEvent
    var labels: [String]
  }

  private var entries: [Entry] = []
  private var updateCount = 0

  var isEmpty: Bool { entries.isEmpty }

  /// Adds an event of a model with `labels`, and gives its record as a line.
  mutating func append(_ event: ListenEvent, labels: [String]) {
    entries.append(Entry(event: event, labels: labels))
    guard case .update = event else { return }
    updateCount += 1
    if updateCount > Self.updateLimit { dropOlderUpdates() }
  }

  private mutating func dropOlderUpdates() {
    var excess = updateCount / 2
    updateCount -= excess
    entries.removeAll { entry in
      guard excess > 0, case .update = entry.event else { return false }
      excess -= 1
      return true
    }
  }

  /// The record of one event, with its line's end.
  static func line(_ event: ListenEvent, labels: [String]) -> String {
    event.record(labels: labels).json + "\n"
  }

  /// Writes every record and the end to a new file in `folder`.
  ///
  /// - Returns: the file's path.
  func save(in folder: String, end counts: LiveSessionCounts) throws(PrivateFile.Failure) -> String {
    try PrivateFile.makeFolder(folder)
    let (descriptor, path) = try PrivateFile.create(
      in: folder, name: "session-\(PrivateFile.timeStamp())", fileExtension: ".jsonl")
    defer { close(descriptor) }
    do throws(PrivateFile.Failure) {
      try write(to: descriptor, path: path, end: counts)
    } catch {
      // Half a session would pass for a whole one.
      unlink(path)
      throw error
    }
    return path
  }

  private func write(to descriptor: Int32, path: String, end counts: LiveSessionCounts)
    throws(PrivateFile.Failure)
  {
    var text = ""
    for entry in entries {
      text += Self.line(entry.event, labels: entry.labels)
      if text.utf8.count > 1 << 16 {
        try PrivateFile.write(text, to: descriptor, path: path)
        text = ""
      }
    }
    text += Self.line(.end(counts), labels: [])
    try PrivateFile.write(text, to: descriptor, path: path)
  }
}

/// The file of `--session`: records as they come, behind what it holds already.
final class SessionFile {
  let path: String
  private let descriptor: Int32
  /// Why nothing more is written.
  private(set) var failure: PrivateFile.Failure?

  /// Opens the file at `path`, or makes it (0600).
  init(path: String) throws(PrivateFile.Failure) {
    self.path = path
    descriptor = open(path.systemPath ?? [0], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw PrivateFile.Failure(path: path) }
    // What a full disk or a kill cut short stays a line of its own.
    if Self.endsWithinLine(path) { try PrivateFile.write("\n", to: descriptor, path: path) }
  }

  /// Whether the last line of the file at `path` has no end; false for what is no file, or cannot be read.
  private static func endsWithinLine(_ path: String) -> Bool {
    var status = stat()
    guard stat(path.systemPath ?? [0], &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0
    else { return false }
    let descriptor = open(path.systemPath ?? [0], O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var last: UInt8 = 0
    return pread(descriptor, &last, 1, status.st_size - 1) == 1 && last != UInt8(ascii: "\n")
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Writes one record; the first failure is the last try.
  func write(_ event: ListenEvent, labels: [String]) {
    guard failure == nil else { return }
    do throws(PrivateFile.Failure) {
      try PrivateFile.write(SessionLog.line(event, labels: labels), to: descriptor, path: path)
    } catch {
      failure = error
    }
  }
}
