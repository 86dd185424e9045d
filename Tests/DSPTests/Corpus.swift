import Glibc
import Testing

/// Clips of the corpora, which are never part of the project.
///
/// The module under test reads no files, so its tests borrow libsndfile by name instead of linking to it.
enum Corpus {
  /// The corpora's folder, where the environment names one.
  static var folder: String? {
    guard let path = getenv("LIVESER_CORPORA") else { return nil }
    return String(cString: path)
  }

  private struct Info {
    var frameCount: Int64 = 0
    var sampleRate: Int32 = 0
    var channelCount: Int32 = 0
    var format: Int32 = 0
    var sectionCount: Int32 = 0
    var seekable: Int32 = 0
  }
  private typealias Open =
    @convention(c) (UnsafePointer<CChar>, Int32, UnsafeMutableRawPointer) -> OpaquePointer?
  private typealias Read = @convention(c) (OpaquePointer, UnsafeMutablePointer<Float>, Int64) -> Int64
  private typealias Close = @convention(c) (OpaquePointer) -> Int32

  /// Samples of a mono clip, full scale ±1.
  static func samples(_ path: String) throws -> [Float] {
    let library = try #require(dlopen("libsndfile.so.1", RTLD_NOW))
    let open = unsafeBitCast(try #require(dlsym(library, "sf_open")), to: Open.self)
    let read = unsafeBitCast(try #require(dlsym(library, "sf_readf_float")), to: Read.self)
    let close = unsafeBitCast(try #require(dlsym(library, "sf_close")), to: Close.self)
    var info = Info()
    let folder = try #require(folder)
    let opened = open("\(folder)/\(path)", 0x10, &info)
    let file = try #require(opened, "cannot read \(path)")
    defer { _ = close(file) }
    try #require(info.channelCount == 1)
    var samples = [Float](repeating: 0, count: Int(info.frameCount))
    let count = read(file, &samples, info.frameCount)
    try #require(count == info.frameCount)
    return samples
  }
}
