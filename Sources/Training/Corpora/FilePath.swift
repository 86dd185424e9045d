/// A path taken apart by its separators, without asking the file system.
struct FilePath {
  /// The whole path.
  let path: String
  /// File name without its last extension.
  let stem: String
  /// Last extension in lower case, without the dot; empty when there is none.
  let fileExtension: String
  /// Names of the folders above, the nearest first.
  let folderNames: [String]

  init(_ path: String) {
    self.path = path
    var components = path.split(separator: "/").map(String.init)
    let name = components.popLast() ?? ""
    if let dot = name.lastIndex(of: "."), dot != name.startIndex {
      stem = String(name[..<dot])
      fileExtension = name[name.index(after: dot)...].lowercased()
    } else {
      stem = name
      fileExtension = ""
    }
    folderNames = components.reversed()
  }

  /// Paths of the folders above, the nearest first, without the root.
  var folderPaths: [String] {
    var paths: [String] = []
    var rest = Substring(path)
    while let slash = rest.lastIndex(of: "/") {
      rest = rest[..<slash]
      if rest.isEmpty { break }
      paths.append(String(rest))
    }
    if !path.hasPrefix("/") { paths.append(".") }
    return paths
  }

  /// Whether the extension is one of an audio file libsndfile reads.
  var isAudio: Bool { Self.audioExtensions.contains(fileExtension) }

  /// `name` inside `folder`; an absolute name stands for itself.
  static func joined(_ folder: String, _ name: String) -> String {
    if name.hasPrefix("/") { return name }
    if folder == "." { return name }
    return folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  private static let audioExtensions: Set<String> = [
    "wav", "flac", "ogg", "oga", "opus", "mp3", "aif", "aiff", "aifc", "au", "snd", "caf", "w64", "rf64",
  ]
}
