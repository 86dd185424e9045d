import Buffers
import Dispatch
import Foundation
import Recognition
import Synchronization
import Testing

@testable import Training

@Suite("The cache of features")
struct FeatureCacheTests {
  private let folder: TemporaryFolder
  private let cache: FeatureCache
  private let sound: String

  init() throws {
    folder = try TemporaryFolder()
    cache = FeatureCache(folder: folder.path + "/cache/features")
    sound = folder.path + "/sound.wav"
    try Data("not really a sound".utf8).write(to: URL(fileURLWithPath: sound))
  }

  private func features(_ seed: UInt64 = 1) -> [WindowFeatures] {
    var random = SeededGenerator(seed: seed)
    return [(3, 5), (1, 7)].map { steps, width in
      WindowFeatures(
        values: AlignedBuffer((0..<(steps * width)).map { _ in Float(random.nextNormal()) }), stepCount: steps
      )
    }
  }

  private static func bits(_ features: [WindowFeatures]?) -> [[UInt32]]? {
    features?.map { [UInt32($0.stepCount)] + $0.values.copied().map(\.bitPattern) }
  }

  /// Counts how often the features had to be made.
  private func fetch(_ settings: String = "settings", making made: [WindowFeatures]) throws -> (
    features: [WindowFeatures], wasMade: Bool
  ) {
    var wasMade = false
    let features = try FeatureCache.features(in: cache, of: sound, settings: settings) {
      () throws(TrainingError) in
      wasMade = true
      return made
    }
    return (features, wasMade)
  }

  @Test("what is there comes back bit for bit, and is not made again")
  func again() throws {
    let first = try fetch(making: features())
    #expect(first.wasMade)
    let second = try fetch(making: features(2))
    #expect(!second.wasMade)
    #expect(Self.bits(second.features) == Self.bits(features()))
  }

  @Test("an entry that claims more numbers than there are bytes is no entry, however many")
  func impossibleShapes() {
    let key = String(repeating: "k", count: 32)
    var bytes = CacheEntry.encode([], key: key)
    func word(_ value: UInt64) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }
    bytes.replaceSubrange(40..<48, with: word(1000))
    bytes.removeLast(8)
    for _ in 0..<1000 { bytes += word(1 << 32) + word(1 << 24) }
    var hash: UInt64 = 14_695_981_039_346_656_037
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
    #expect(CacheEntry.decode(bytes + word(hash), key: key) == nil)
  }

  @Test("other settings and other contents are other entries, the same size and time notwithstanding")
  func keys() throws {
    _ = try fetch(making: features())
    #expect(try fetch("other", making: features(2)).wasMade)
    let attributes = try FileManager.default.attributesOfItem(atPath: sound)
    try Data("not really a sourd".utf8).write(to: URL(fileURLWithPath: sound))
    try FileManager.default.setAttributes(
      [.modificationDate: try #require(attributes[.modificationDate])], ofItemAtPath: sound)
    #expect(try fetch(making: features(3)).wasMade)
  }

  @Test("an entry that is damaged anywhere is made anew")
  func damage() throws {
    let key = try #require(cache.key(path: sound, settings: "settings"))
    _ = try fetch(making: features())
    let place = URL(fileURLWithPath: cache.place(key))
    let sane = try Data(contentsOf: place)
    var damaged = [Data(), sane.prefix(3), sane.prefix(sane.count - 1), sane + Data([0])]
    for index in stride(from: 0, to: sane.count, by: 7) {
      var copy = sane
      copy[index] ^= 0x10
      damaged.append(copy)
    }
    for bytes in damaged {
      try bytes.write(to: place)
      #expect(cache.load(key) == nil || bytes == sane)
      let again = try fetch(making: features())
      #expect(again.wasMade)
      #expect(Self.bits(again.features) == Self.bits(features()))
      #expect(try Data(contentsOf: place) == sane)
    }
    try FileManager.default.removeItem(atPath: cache.folder)
    #expect(try fetch(making: features()).wasMade)
  }

  @Test("many may write and read one entry at once; nobody ever meets half of one")
  func together() throws {
    let key = try #require(cache.key(path: sound, settings: "settings"))
    let big = [
      WindowFeatures(values: AlignedBuffer((0..<200_000).map { Float($0) }), stepCount: 1000)
    ]
    let wanted = Self.bits(big)
    let wrong = Atomic(0)
    let cache = cache
    DispatchQueue.concurrentPerform(iterations: 4) { worker in
      for _ in 0..<4 {
        if worker % 2 == 0 { cache.store(big, key) }
        if let found = cache.load(key), Self.bits(found) != wanted { wrong.add(1, ordering: .relaxed) }
      }
    }
    #expect(wrong.load(ordering: .relaxed) == 0)
    #expect(Self.bits(cache.load(key)) == wanted)
    let parts = try FileManager.default.subpathsOfDirectory(atPath: cache.folder)
    #expect(parts.count == 2, "one folder and one entry, and nothing half written: \(parts)")
  }

  @Test("a folder that cannot be written keeps nothing, and stops nothing")
  func nowhere() throws {
    let cache = FeatureCache(folder: "/proc/nowhere/features")
    let made = try FeatureCache.features(in: cache, of: sound, settings: "") { () throws(TrainingError) in
      features()
    }
    #expect(Self.bits(made) == Self.bits(features()))
  }

  @Test("what was not used for longest goes first when there is too much")
  func trim() throws {
    let small = FeatureCache(folder: cache.folder, byteLimit: 400)
    let keys = (0..<4).map { String(repeating: "\($0)", count: 32) }
    for (index, key) in keys.enumerated() {
      small.store(features(), key)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: Double(1000 * index))],
        ofItemAtPath: small.place(key))
    }
    // Reading marks as used.
    #expect(small.load(keys[0]) != nil)
    small.trim()
    #expect(keys.map { small.load($0) != nil } == [true, false, false, true])
  }

  @Test("it lies where the user's caches lie, unless it is turned off")
  func place() {
    func folder(_ variables: [String: String]) -> String? {
      FeatureCache.standard { variables[$0] }?.folder
    }
    #expect(folder(["HOME": "/home/a"]) == "/home/a/.cache/liveser/features")
    #expect(folder(["HOME": "/home/a", "XDG_CACHE_HOME": "/c"]) == "/c/liveser/features")
    #expect(folder(["HOME": "/home/a", "XDG_CACHE_HOME": "c"]) == "/home/a/.cache/liveser/features")
    #expect(folder(["HOME": "/home/a", "LIVESER_CACHE": "off"]) == nil)
    #expect(folder([:]) == nil)
  }

  @Test("rows of mel power come back as they were computed")
  func melStore() throws {
    let toy = try ToyTraining(clipCount: 8)
    let paths = toy.train.map(\.clip.path)
    func store(_ cache: FeatureCache?) throws -> [[UInt32]] {
      let store = try MelStore(
        paths: paths, options: toy.store.options, speeds: [1, 0.9], threadCount: 2, cache: cache)
      return paths.flatMap { store[$0] ?? [] }.map { $0.power.copied().map(\.bitPattern) }
    }
    let fresh = try store(nil)
    #expect(try store(cache) == fresh)
    #expect(try store(cache) == fresh)
    #expect(try FileManager.default.subpathsOfDirectory(atPath: cache.folder).count > paths.count)
  }
}
