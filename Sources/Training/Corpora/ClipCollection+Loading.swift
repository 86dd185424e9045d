import FoundationEssentials
import Glibc

extension ClipCollection {
  /// Reads what lies at `paths`, each a folder or a manifest file.
  ///
  /// A folder with a `manifest.csv` is read by it, at any depth; in others, files are recognised by name, in sorted order.
  /// Files that are no audio or of no known corpus are listed in `skipped`.
  ///
  /// - Errors: `pathNotFound`, `unreadable`, `manifest`; `noClips` where nothing carries an emotion, or one of the paths gives
  ///   neither clips nor noises nor rooms.
  public static func load(paths: [String]) throws(TrainingError) -> ClipCollection {
    var loader = CollectionLoader()
    for path in paths { try loader.load(path) }
    guard !loader.collection.clips.isEmpty else {
      throw .noClips(paths: paths, skippedFileCount: loader.collection.skipped.count)
    }
    return loader.collection
  }
}

private struct CollectionLoader {
  var collection = ClipCollection(clips: [])
  private var readers: [any CorpusReader] = [
    RAVDESSReader(), TESSReader(), SAVEEReader(), EmoDBReader(), CREMADReader(), ESDReader(), IEMOCAPReader(),
  ]
  private var visitedFolders: Set<String> = []
  private var readPaths: Set<String> = []
  private var namesRead: Set<String> = []
  /// Files and folders that were met again.
  private var repeatCount = 0

  mutating func load(_ path: String) throws(TrainingError) {
    let (found, repeats, skipped) = (foundCount, repeatCount, collection.skipped.count)
    try read(path)
    guard foundCount + repeatCount > found + repeats else {
      throw .noClips(paths: [path], skippedFileCount: collection.skipped.count - skipped)
    }
  }

  private var foundCount: Int {
    collection.clips.count + collection.noise.count + collection.rooms.count + collection.unlabelled.count
  }

  private mutating func read(_ path: String) throws(TrainingError) {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .pathNotFound(path: path)
    }
    if isFolder {
      try loadFolder(path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path)
    } else {
      try loadManifest(path)
    }
  }

  private mutating func loadManifest(_ path: String) throws(TrainingError) {
    let manifest = try Manifest(path: path)
    collection.clips += manifest.clips.filter { isNew($0.path) }
    collection.noise += manifest.noise.filter { isNew($0.path) }
    collection.rooms += manifest.rooms.filter { isNew($0.path) }
    collection.unlabelled += manifest.unlabelled.filter { isNew($0.path) }
  }

  private mutating func loadFolder(_ folder: String) throws(TrainingError) {
    guard visitedFolders.insert(resolved(folder)).inserted else {
      repeatCount += 1
      return
    }
    let manifest = FilePath.joined(folder, "manifest.csv")
    if FileManager.default.fileExists(atPath: manifest) { return try loadManifest(manifest) }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw .unreadable(path: folder, reason: SystemWord.reason(of: error))
    }
    for name in names.sorted() where !name.hasPrefix(".") && name != "__MACOSX" {
      let path = FilePath.joined(folder, name)
      var isFolder = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { continue }
      if isFolder { try loadFolder(path) } else { loadFile(path) }
    }
  }

  private mutating func loadFile(_ path: String) {
    guard isNew(path) else { return }
    let file = FilePath(path)
    guard file.isAudio else { return skip(path, .notAudio) }
    for index in readers.indices {
      switch readers[index].read(file) {
      case nil: continue
      case .skipped(let reason): return skip(path, reason)
      case .clip(let clip):
        let identity = "\(clip.corpus)/\(clip.speaker ?? "")/\(file.stem.lowercased())"
        guard namesRead.insert(identity).inserted else {
          repeatCount += 1
          return skip(path, .secondCopy)
        }
        collection.clips.append(clip)
        return
      }
    }
    skip(path, .unrecognisedName)
  }

  private mutating func skip(_ path: String, _ reason: SkippedFile.Reason) {
    collection.skipped.append(SkippedFile(path: path, reason: reason))
  }

  /// A path given twice, directly or through its folder, is read once.
  private mutating func isNew(_ path: String) -> Bool {
    guard readPaths.insert(resolved(path)).inserted else {
      repeatCount += 1
      return false
    }
    return true
  }

  private func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
}
