import AudioCapture
import Glibc

/// Something `classify` is to give a verdict on, or cannot.
enum ClassifyInput: Sendable, Equatable {
  /// A file, by the bytes of its path, which need not be UTF-8.
  case file(path: [UInt8])
  /// Audio on standard input.
  case standardInput
  /// Something that was named and gives no file.
  case failure(name: String, ClassifyFailure)

  /// What diagnostics call it, a path as `String(pathBytes:)` makes it.
  var name: String {
    switch self {
    case .file(let path): String(pathBytes: path)
    case .standardInput: "-"
    case .failure(let name, _): name
    }
  }
}

/// Finds the files that paths mean: files as they are, folders searched with their subfolders.
struct ClassifyInputFinder {
  /// What was found, in the order of the paths, each folder's files by name.
  private(set) var inputs: [ClassifyInput] = []
  /// Folders entered below the path being searched, by device and inode: links may lead back to them.
  private var entered: Set<FolderIdentity> = []

  private struct FolderIdentity: Hashable {
    var device: dev_t
    var inode: ino_t
  }

  /// Endings of the files that a folder is searched for, in lower case.
  static let audioExtensions: Set<String> = [
    "wav", "wave", "w64", "rf64", "bwf", "flac", "ogg", "oga", "opus", "mp3", "mp2", "mpga", "aif", "aiff",
    "aifc",
    "caf", "au", "snd", "voc", "sph", "nist", "avr", "paf", "iff", "8svx", "sd2", "wve", "htk",
  ]

  /// Adds what `path` means; `-` is audio on standard input.
  mutating func add(_ path: [UInt8]) {
    if path == Array("-".utf8) {
      inputs.append(.standardInput)
      return
    }
    guard let status = Self.status(of: path), status.st_mode & S_IFMT == S_IFDIR else {
      inputs.append(.file(path: path))
      return
    }
    let countBefore = inputs.count
    entered = []
    search(path, status)
    if inputs.count == countBefore {
      inputs.append(.failure(name: String(pathBytes: path), .noAudioInFolder))
    }
  }

  /// Adds the paths that a list names, one a line; `-` is standard input.
  mutating func add(listedIn list: String) {
    switch Self.bytes(of: list) {
    case .failure(let failure): inputs.append(.failure(name: list, failure))
    case .success(let bytes):
      // Some editors begin a text with a byte order mark.
      let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
      for line in bytes[start...].split(separator: UInt8(ascii: "\n")) {
        let path = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        // A list on standard input leaves no audio there: its "-" is a file of that name.
        if path.elementsEqual("-".utf8) {
          inputs.append(.file(path: Array("./-".utf8)))
        } else if !path.isEmpty {
          add(Array(path))
        }
      }
    }
  }

  private mutating func search(_ folder: [UInt8], _ status: stat) {
    guard entered.insert(FolderIdentity(device: status.st_dev, inode: status.st_ino)).inserted else { return }
    guard let names = Self.names(in: folder) else {
      let reason = String(cString: strerror(errno))
      inputs.append(.failure(name: String(pathBytes: folder), .unreadableFolder(reason: reason)))
      return
    }
    let separator = folder.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]
    for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let path = folder + separator + name
      let status = Self.status(of: path)
      let failure = status == nil ? errno : 0
      if let status, status.st_mode & S_IFMT == S_IFDIR {
        search(path, status)
      } else if Self.isAudioName(name) {
        // Links that lead nowhere are named as files that cannot be read.
        inputs.append(.file(path: path))
      } else if ![0, ENOENT, ELOOP].contains(failure) {
        // It may be a folder.
        let name = String(pathBytes: path)
        let reason = String(cString: strerror(failure))
        inputs.append(.failure(name: name, .audio(.unreadable(path: name, reason: reason))))
      }
    }
  }

  /// Whether a file's name says that it holds audio.
  static func isAudioName(_ name: [UInt8]) -> Bool {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return false }
    return audioExtensions.contains(String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased())
  }

  /// What is at `path`; nil where the system refuses, with errno.
  private static func status(of path: [UInt8]) -> stat? {
    var status = stat()
    return stat(path.map { CChar(bitPattern: $0) } + [0], &status) == 0 ? status : nil
  }

  /// Names in a folder but hidden ones, which are rarely meant and often no audio (`._voice.wav`); nil where the
  /// system refuses, with errno.
  private static func names(in folder: [UInt8]) -> [[UInt8]]? {
    guard let directory = opendir(folder.map { CChar(bitPattern: $0) } + [0]) else { return nil }
    defer { closedir(directory) }
    var names: [[UInt8]] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name.first != UInt8(ascii: ".") { names.append(name) }
    }
    return names
  }

  /// All bytes of a file, or of standard input for `-`.
  private static func bytes(of path: String) -> Result<[UInt8], ClassifyFailure> {
    let descriptor = path == "-" ? STDIN_FILENO : open(path.systemPath ?? [0], O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return .failure(.unreadableList(reason: String(cString: strerror(errno)))) }
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &block, block.count)
      if count == 0 { return .success(bytes) }
      if count > 0 {
        bytes += block[..<count]
      } else if errno == EAGAIN, Interruption.signal == nil {
        // A descriptor that whoever opened it set not to block.
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        poll(&request, 1, 100)
      } else if errno != EINTR || Interruption.signal != nil {
        return .failure(.unreadableList(reason: String(cString: strerror(errno))))
      }
    }
  }
}
