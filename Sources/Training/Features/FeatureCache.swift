import Buffers
import Glibc
import Recognition

/// Features on disk, found by what the sound file holds and by everything else they depend on.
///
/// Entries are written beside their place and then renamed, so that any number of programs may share a folder, and it may be
/// removed at any time (`rm -r`). What is damaged is computed anew. Nothing here ever fails: without a folder nothing is kept.
/// - Thread: any.
public struct FeatureCache: Sendable {
  /// Where the entries lie.
  public let folder: String
  /// Bytes above which the entries unused for longest are removed.
  public let byteLimit: Int

  /// Keeps entries in `folder`, which is made when it is needed.
  public init(folder: String, byteLimit: Int = 8 << 30) {
    self.folder = folder
    self.byteLimit = byteLimit
  }

  /// The user's: `$XDG_CACHE_HOME/liveser/features`, or `~/.cache/liveser/features`; nil without a home and where the
  /// variable `LIVESER_CACHE` is `off`.
  public static func standard(
    variable: (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
  ) -> FeatureCache? {
    guard variable("LIVESER_CACHE") != "off" else { return nil }
    if let folder = variable("XDG_CACHE_HOME"), folder.hasPrefix("/") {
      return FeatureCache(folder: "\(folder)/liveser/features")
    }
    guard let home = variable("HOME"), home.hasPrefix("/") else { return nil }
    return FeatureCache(folder: "\(home)/.cache/liveser/features")
  }

  /// The features of the file at `path`, from `cache` where they are there, else made and kept.
  static func features(
    in cache: FeatureCache?, of path: String, settings: String?,
    isKept: (String) -> Bool = { _ in true }, make: () throws(TrainingError) -> [WindowFeatures]
  ) throws(TrainingError) -> [WindowFeatures] {
    guard let cache, let settings, let key = cache.key(path: path, settings: settings) else {
      return try make()
    }
    if let found = cache.load(key) { return found }
    let made = try make()
    if isKept(path) { cache.store(made, key) }
    return made
  }

  /// Name of the entry for a file and settings; nil where the file cannot be read.
  func key(path: String, settings: String) -> String? {
    var hash = ContentHash()
    guard hash.add(fileAt: path) else { return nil }
    hash.add("|")
    hash.add(settings)
    return hash.text
  }

  /// The entry's place; entries are spread over 256 folders.
  func place(_ key: String) -> String { "\(folder)/\(key.prefix(2))/\(key)" }

  /// The entry, if it is there and sound.
  func load(_ key: String) -> [WindowFeatures]? {
    let place = place(key)
    guard let bytes = CacheFile.read(place), let entry = CacheEntry.decode(bytes, key: key) else {
      return nil
    }
    // Marks the entry as used.
    utimensat(AT_FDCWD, place, nil, 0)
    return entry
  }

  /// Puts the entry in its place.
  func store(_ features: [WindowFeatures], _ key: String) {
    let place = place(key)
    CacheFile.makeFolders(of: place)
    CacheFile.write(CacheEntry.encode(features, key: key), to: place)
  }

  /// Removes the entries unused for longest until those left fit the limit.
  public func trim() {
    var entries = CacheFile.entries(below: folder)
    var total = entries.reduce(0) { $0 + $1.byteCount }
    guard total > byteLimit else { return }
    entries.sort { ($0.used, $0.path) < ($1.used, $1.path) }
    for entry in entries where total > byteLimit {
      if unlink(entry.path) == 0 { total -= entry.byteCount }
    }
  }
}
