import AudioCapture
import Glibc

extension ModelLocator {
  /// Folders searched for models, in order: the user's, the installation's, the source tree's.
  var modelFolders: [String] {
    [userFolder, installedFolder, sourceTree].compactMap { $0.map { "\($0)/models" } }
  }

  /// Where the user's own files are; nil without a home.
  var userFolder: String? {
    // The specification of these variables asks that relative paths are ignored.
    if let data = variable("XDG_DATA_HOME"), data.hasPrefix("/") { return "\(data)/liveser" }
    guard let home = variable("HOME"), home.hasPrefix("/") else { return nil }
    return "\(home)/.local/share/liveser"
  }

  /// The share folder beside the program's folder.
  var installedFolder: String? {
    Self.parent(of: executablePath).flatMap(Self.parent(of:)).map { "\($0 == "/" ? "" : $0)/share/liveser" }
  }

  /// The source tree the program was built in; nil where it was installed.
  var sourceTree: String? {
    var folder = Self.parent(of: executablePath)
    while let current = folder, current != "/" {
      if Self.isFile("\(current)/Package.swift") { return current }
      folder = Self.parent(of: current)
    }
    return nil
  }

  /// The running program's file, links resolved.
  static var ownPath: String {
    guard let path = realpath("/proc/self/exe", nil) else { return "" }
    defer { free(path) }
    return String(cString: path)
  }

  /// The name of the model at `path`: the file's, without the extension of model files.
  static func name(ofPath path: String) -> String {
    let stem = stem(ofPath: path)
    return stem.split(separator: "/").last.map(String.init) ?? stem
  }

  /// `path` without the extension of model files, to which card and record append theirs. Any other ending is part of a name, so
  /// that models of different names have different cards, none of which takes the place of a model.
  static func stem(ofPath path: String) -> String {
    path.hasSuffix(fileExtension) ? String(path.dropLast(fileExtension.count)) : path
  }

  /// The folder that holds `path`; nil for a relative path without one.
  static func parent(of path: String) -> String? {
    guard let slash = path.lastIndex(of: "/"), path != "/" else { return nil }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path.systemPath ?? [0], &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Names in a folder; none where it cannot be read.
  static func entries(of folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names
  }
}
