import Glibc

/// Where the user's files are, as the XDG Base Directory Specification says; nil without a home.
struct UserFolders: Sendable {
  /// Value of an environment variable.
  var variable: @Sendable (String) -> String? = { name in getenv(name).map { String(cString: $0) } }

  /// The settings file.
  var settings: String? { folder("XDG_CONFIG_HOME", ".config").map { "\($0)/config.json" } }
  /// Files opened before.
  var history: String? { folder("XDG_STATE_HOME", ".local/state").map { "\($0)/history" } }
  /// Recordings that were kept.
  var recordings: String? { folder("XDG_DATA_HOME", ".local/share").map { "\($0)/recordings" } }
  /// Sessions that were saved.
  var sessions: String? { folder("XDG_DATA_HOME", ".local/share").map { "\($0)/sessions" } }

  private func folder(_ name: String, _ standard: String) -> String? {
    // The specification asks that relative paths are ignored.
    if let path = variable(name), path.hasPrefix("/") { return "\(path)/liveser" }
    guard let home = variable("HOME"), home.hasPrefix("/") else { return nil }
    return "\(home)/\(standard)/liveser"
  }
}

/// Files that nobody but the user may read.
enum PrivateFile {
  /// Why a file could not be written: the system's word.
  struct Failure: Error, Sendable {
    var path: String
    var reason: String

    /// With the system's word for what just failed.
    init(path: String) {
      self.init(path: path, reason: String(cString: strerror(errno)))
    }

    init(path: String, reason: String) {
      self.path = path
      self.reason = reason
    }

    /// The whole line.
    var text: String { "\(path): cannot be written: \(reason)" }
  }

  /// Makes `folder` and those above it; new ones are the user's alone (0700).
  static func makeFolder(_ folder: String) throws(Failure) {
    var status = stat()
    if stat(folder, &status) == 0 { return }
    if let parent = ModelLocator.parent(of: folder), parent != folder { try makeFolder(parent) }
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw Failure(path: folder) }
  }

  /// Opens a new file in an existing folder (0600): `name`, or `name-2` and so on where that exists.
  ///
  /// - Parameter fileExtension: with its dot.
  static func create(in folder: String, name: String, fileExtension: String) throws(Failure) -> (
    descriptor: Int32, path: String
  ) {
    for number in 1...999 {
      let path = "\(folder)/\(name)\(number == 1 ? "" : "-\(number)")\(fileExtension)"
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      if descriptor >= 0 { return (descriptor, path) }
      guard errno == EEXIST else { throw Failure(path: path) }
    }
    throw Failure(path: "\(folder)/\(name)\(fileExtension)")
  }

  /// Writes all of `text`.
  static func write(_ text: String, to descriptor: Int32, path: String) throws(Failure) {
    var text = text
    let number = text.withUTF8 { Descriptor.write($0, to: descriptor) }
    guard number == 0 else {
      errno = number
      throw Failure(path: path)
    }
  }

  /// Puts `text` in place of the file at `path`, so that a reader sees the old or the new one whole. A link stays one: what it
  /// leads to is replaced.
  static func replace(_ path: String, with text: String) throws(Failure) {
    let path = target(of: path)
    guard let folder = ModelLocator.parent(of: path) else { throw Failure(path: path) }
    try makeFolder(folder)
    let temporary = "\(path).\(getpid())"
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure(path: temporary) }
    defer { close(descriptor) }
    do {
      try write(text, to: descriptor, path: temporary)
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let failure = Failure(path: path)
      unlink(temporary)
      throw failure
    }
  }

  /// Where a link leads; `path` itself where it is none, or leads nowhere.
  private static func target(of path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Local time as part of a file's name: `20250131-140322`.
  static func timeStamp() -> String {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    func two(_ value: Int32) -> String { (value < 10 ? "0" : "") + String(value) }
    return "\(parts.tm_year + 1900)\(two(parts.tm_mon + 1))\(two(parts.tm_mday))"
      + "-\(two(parts.tm_hour))\(two(parts.tm_min))\(two(parts.tm_sec))"
  }
}
