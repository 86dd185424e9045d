/// Which of many clips hold the same recording: every clip is read once and each is looked up among all
/// others, so that any number of folds can be checked afterwards without reading or comparing again.
public struct ContentMatches: Sendable {
  /// A pair of clips with the same audio; `match` says where `other` lies as seen from `clip`.
  private struct Pair: Sendable {
    var otherIndex: Int
    var match: FingerprintMatch
  }

  /// Rate of the samples it compares. Units: Hz.
  public static let sampleRate = 16_000

  private let paths: [String]
  private let indexByPath: [String: Int]
  /// Matches of each clip, in both directions.
  private var pairs: [[Pair]]
  private let isIncomparable: [Bool]

  /// Reads and compares `clips`.
  ///
  /// - Parameter samples: a clip's audio, mono at 16 kHz.
  /// - Parameter progress: called once a clip read, from any thread.
  /// - Errors: what `samples` throws for the first clip that cannot be read.
  public init(
    _ clips: [Clip], threadCount: Int,
    samples: @Sendable (Clip) throws(TrainingError) -> [Float],
    progress: @Sendable () -> Void = {}
  ) throws(TrainingError) {
    var seen: Set<String> = []
    let clips = clips.filter { seen.insert($0.path).inserted }
    paths = clips.map(\.path)
    indexByPath = Dictionary(uniqueKeysWithValues: zip(paths, paths.indices))
    let prints = try ConcurrentMap.results(
      count: clips.count, threadCount: threadCount, state: { Fingerprinter() }
    ) { fingerprinter, index throws(TrainingError) in
      defer { progress() }
      return fingerprinter.pair(of: try samples(clips[index]))
    }
    isIncomparable = prints.map { $0.aligned.activeCount < Fingerprint.leastActiveCount }
    let index = FingerprintIndex(prints.map(\.aligned))
    let found = try ConcurrentMap.results(count: clips.count, threadCount: threadCount) {
      clip throws(TrainingError) in
      index.matches(of: prints[clip]).filter { $0.clipIndex != clip }
    }
    pairs = Array(repeating: [], count: clips.count)
    for (clip, matches) in found.enumerated() {
      for (other, match) in matches {
        add(match, from: clip, to: other)
        // What one of the two finds, the other one may just have missed.
        add(
          FingerprintMatch(offset: -match.offset, bitErrorRate: match.bitErrorRate), from: other, to: clip)
      }
    }
  }

  private mutating func add(_ match: FingerprintMatch, from clip: Int, to other: Int) {
    if let known = pairs[clip].firstIndex(where: { $0.otherIndex == other }) {
      if match.bitErrorRate < pairs[clip][known].match.bitErrorRate { pairs[clip][known].match = match }
    } else {
      pairs[clip].append(Pair(otherIndex: other, match: match))
    }
  }

  /// Groups of two or more clips that hold the same recording, as paths; to be kept on one side of a split.
  public var groups: [[String]] {
    var root = Array(paths.indices)
    func find(_ clip: Int) -> Int {
      var clip = clip
      while root[clip] != clip { clip = root[clip] }
      return clip
    }
    for clip in paths.indices {
      for pair in pairs[clip] {
        let (left, right) = (find(clip), find(pair.otherIndex))
        root[max(left, right)] = min(left, right)
      }
    }
    let groups = Dictionary(grouping: paths.indices, by: find)
    return groups.keys.sorted().compactMap { key in
      groups[key].flatMap { $0.count > 1 ? $0.map { paths[$0] } : nil }
    }
  }

  /// What the test clips of `fold` have in common with what it learns from, validation included.
  public func report(of fold: Fold) -> LeakReport {
    let train = (fold.train + fold.validation).map(\.clip)
    let test = fold.test.map(\.clip)
    let learnt = Set(train.compactMap { indexByPath[$0.path] })
    var copies: [LeakReport.Copy] = []
    for index in test.compactMap({ indexByPath[$0.path] }) {
      for pair in pairs[index] where learnt.contains(pair.otherIndex) {
        copies.append(
          LeakReport.Copy(
            testPath: paths[index], trainPath: paths[pair.otherIndex], match: pair.match))
      }
    }
    let compared = Set((train + test).compactMap { indexByPath[$0.path] })
    return LeakReport(
      train: train, test: test, copies: copies,
      incomparableClipCount: compared.count { isIncomparable[$0] })
  }

  /// What the folds have in common, all together; nil without any.
  ///
  /// Clips and copies are summed over the folds; a speaker or sentence counts once, and as shared where any fold shares
  /// it.
  public func report(of folds: [Fold]) -> LeakReport? {
    let reports = folds.map(report(of:))
    guard var all = reports.first else { return nil }
    let tested = folds.flatMap { $0.test.map(\.clip) }
    all.copies = reports.flatMap(\.copies)
    all.testClipCount = tested.count
    all.copiedTestClipCount = reports.reduce(0) { $0 + $1.copiedTestClipCount }
    all.sharedSpeakers = Set(reports.flatMap(\.sharedSpeakers)).sorted()
    all.testSpeakerCount = Set(tested.compactMap(\.speaker)).count
    all.sharedSentences = Set(reports.flatMap(\.sharedSentences)).sorted()
    all.testSentenceCount = Set(tested.compactMap(\.sentence)).count
    all.namesSpeakers = reports.allSatisfy { $0.namesSpeakers == true }
    all.namesSentences = reports.allSatisfy { $0.namesSentences == true }
    let used = Set(folds.flatMap { ($0.train + $0.validation + $0.test).map(\.clip.path) })
    all.incomparableClipCount = used.count { path in indexByPath[path].map { isIncomparable[$0] } ?? false }
    return all
  }
}
