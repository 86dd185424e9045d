/// Looks for what test clips have in common with training clips: the recording itself, the speaker, the sentence.
///
/// Recordings are compared by content, so a copy is found under another name, at another rate or gain, and with its
/// ends trimmed. Fingerprints are kept, so that several folds of the same clips cost one decoding.
public struct LeakCheck {
  /// Gives a clip's audio: mono samples at 16 kHz.
  public typealias Decoder = (Clip) throws -> [Float]

  private let decode: Decoder
  private let cache = FingerprintCache()

  /// Reads audio through `decode`.
  public init(decode: @escaping Decoder) {
    self.decode = decode
  }

  /// Compares `test` with `train`.
  ///
  /// - Parameter progress: called after each clip with the number of clips read and the number in all.
  /// - Errors: `undecodable`.
  public func report(
    train: [Clip], test: [Clip], progress: (Int, Int) -> Void = { _, _ in }
  ) throws(TrainingError) -> LeakReport {
    let total = train.count + test.count
    let trainPrints = try fingerprints(of: train) { progress($0, total) }
    let testPrints = try fingerprints(of: test) { progress(train.count + $0, total) }
    let index = FingerprintIndex(trainPrints.map(\.aligned))
    var copies: [LeakReport.Copy] = []
    for (clip, fingerprint) in zip(test, testPrints) {
      for found in index.matches(of: fingerprint) {
        copies.append(
          LeakReport.Copy(testPath: clip.path, trainPath: train[found.clipIndex].path, match: found.match))
      }
    }
    let tooShort = (trainPrints + testPrints).count { $0.aligned.activeCount < Fingerprint.leastActiveCount }
    return LeakReport(train: train, test: test, copies: copies, incomparableClipCount: tooShort)
  }

  /// Groups of two or more clips that hold the same recording, as paths; to be kept on one side of a split.
  ///
  /// - Errors: `undecodable`.
  public func contentGroups(
    of clips: [Clip], progress: (Int, Int) -> Void = { _, _ in }
  ) throws(TrainingError) -> [[String]] {
    let prints = try fingerprints(of: clips) { progress($0, clips.count) }
    let index = FingerprintIndex(prints.map(\.aligned))
    var groupOf = Array(clips.indices)
    func root(_ start: Int) -> Int {
      var clip = start
      while groupOf[clip] != clip { clip = groupOf[clip] }
      return clip
    }
    for clip in clips.indices {
      for found in index.matches(of: prints[clip]) where found.clipIndex != clip {
        let (left, right) = (root(clip), root(found.clipIndex))
        groupOf[max(left, right)] = min(left, right)
      }
    }
    let groups = Dictionary(grouping: clips.indices, by: root)
    return groups.keys.sorted().compactMap { key in
      guard let members = groups[key], members.count > 1 else { return nil }
      return members.map { clips[$0].path }
    }
  }

  private func fingerprints(
    of clips: [Clip], progress: (Int) -> Void
  ) throws(TrainingError) -> [FingerprintPair] {
    var prints: [FingerprintPair] = []
    prints.reserveCapacity(clips.count)
    for clip in clips {
      prints.append(try cache.fingerprint(of: clip, decode: decode))
      progress(prints.count)
    }
    return prints
  }
}

/// Fingerprints by path, each made once.
private final class FingerprintCache {
  private var fingerprinter = Fingerprinter()
  private var known: [String: FingerprintPair] = [:]

  func fingerprint(of clip: Clip, decode: LeakCheck.Decoder) throws(TrainingError) -> FingerprintPair {
    if let fingerprint = known[clip.path] { return fingerprint }
    let samples: [Float]
    do {
      samples = try decode(clip)
    } catch {
      throw .undecodable(path: clip.path, reason: "\(error)")
    }
    let fingerprint = fingerprinter.pair(of: samples)
    known[clip.path] = fingerprint
    return fingerprint
  }
}
