import Glibc

/// Completes paths from the file system.
public enum PathCompletion {
  /// Names in the folder of `text` that begin as it does, folders with a slash behind them.
  ///
  /// A leading `~` stands for the home folder and is kept. Hidden names come only when a dot is typed, and names that are no
  /// UTF-8, which the prompt could not hold, never.
  /// - Parameter extensions: lower-case endings, without dots, that files must have; empty takes every file.
  public static func candidates(for text: String, extensions: Set<String> = []) -> [Candidate] {
    if text == "~" { return [Candidate(text: "~/", label: "~/")] }
    let slash = text.lastIndex(of: "/")
    let typedFolder = slash.map { String(text[...$0]) } ?? ""
    let prefix = slash.map { String(text[text.index(after: $0)...]) } ?? text
    let folder = typedFolder.isEmpty ? "." : expandingHome(typedFolder)
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var found: [Candidate] = []
    while let entry = readdir(directory) {
      let text = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard let name = text else { continue }
      if name == "." || name == ".." || !name.hasPrefix(prefix) { continue }
      if name.hasPrefix("."), !prefix.hasPrefix(".") { continue }
      var information = stat()
      let isFolder =
        stat(folder + "/" + name, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
      if !isFolder, !extensions.isEmpty {
        guard let dot = name.lastIndex(of: ".") else { continue }
        if !extensions.contains(name[name.index(after: dot)...].lowercased()) { continue }
      }
      let label = isFolder ? name + "/" : name
      found.append(Candidate(text: typedFolder + label, label: label))
    }
    return found.sorted { $0.label < $1.label }
  }

  /// `path` with a leading `~` or `~/` replaced by the home folder; unchanged where there is none.
  public static func expandingHome(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
    return String(cString: home) + path.dropFirst()
  }
}
