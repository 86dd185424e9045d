/// Finds recordings by the words of their fingerprints, without comparing each with each.
struct FingerprintIndex {
  /// A word, and where it stands.
  private struct Posting {
    var word: UInt32
    var clipIndex: UInt32
    var row: UInt32
  }

  private let fingerprints: [Fingerprint]
  private var postings: [Posting] = []
  /// First posting of each value of a word's top 16 bits, and the end.
  private var bucketStarts: [Int]

  /// Words that stand in more places than this tell too little to be looked up.
  private static let mostPostings = 400
  /// Words that must agree at one alignment before it is compared in full.
  private static let leastVotes = 2

  init(_ fingerprints: [Fingerprint]) {
    self.fingerprints = fingerprints
    for (clipIndex, fingerprint) in fingerprints.enumerated() {
      for row in fingerprint.words.indices where fingerprint.isActive[row] {
        postings.append(
          Posting(word: fingerprint.words[row], clipIndex: UInt32(clipIndex), row: UInt32(row)))
      }
    }
    postings.sort { ($0.word, $0.clipIndex, $0.row) < ($1.word, $1.clipIndex, $1.row) }
    bucketStarts = [Int](repeating: 0, count: 65_537)
    for posting in postings { bucketStarts[Int(posting.word >> 16) + 1] += 1 }
    for bucket in 0..<65_536 { bucketStarts[bucket + 1] += bucketStarts[bucket] }
  }

  /// Indices of the recordings that hold the same audio as `query`, with the best alignment of each.
  func matches(of query: FingerprintPair) -> [(clipIndex: Int, match: FingerprintMatch)] {
    var best: [Int: FingerprintMatch] = [:]
    search(query.aligned, delay: 0, best: &best)
    search(query.shifted, delay: 0.5, best: &best)
    return best.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Looks for `query`, which begins `delay` rows into the recording.
  private func search(_ query: Fingerprint, delay: Double, best: inout [Int: FingerprintMatch]) {
    guard query.activeCount >= Fingerprint.leastActiveCount else { return }
    var compared: Set<UInt64> = []
    for (key, votes) in votes(for: query) where votes >= Self.leastVotes {
      let clipIndex = Int(key >> 32)
      let voted = Int(Int32(truncatingIfNeeded: key))
      for shift in voted - 1...voted + 1 where compared.insert(Self.key(clipIndex, shift)).inserted {
        guard let rate = query.bitErrorRate(against: fingerprints[clipIndex], shift: shift),
          rate <= Fingerprint.bitErrorLimit
        else { continue }
        let offset = (Double(shift) - delay) * Fingerprint.secondsPerWord
        let match = FingerprintMatch(offset: offset, bitErrorRate: rate)
        if best[clipIndex].map({ (rate, offset) < ($0.bitErrorRate, $0.offset) }) ?? true {
          best[clipIndex] = match
        }
      }
    }
  }

  /// Words in common, counted by recording and alignment.
  private func votes(for query: Fingerprint) -> [UInt64: Int] {
    var votes: [UInt64: Int] = [:]
    for (row, word) in query.words.enumerated() where query.isActive[row] {
      let range = range(of: word)
      guard range.count <= Self.mostPostings else { continue }
      for posting in postings[range] {
        votes[Self.key(Int(posting.clipIndex), Int(posting.row) - row), default: 0] += 1
      }
    }
    return votes
  }

  private func range(of word: UInt32) -> Range<Int> {
    let bucket = Int(word >> 16)
    var low = bucketStarts[bucket]
    var high = bucketStarts[bucket + 1]
    while low < high {
      let middle = (low + high) / 2
      if postings[middle].word < word { low = middle + 1 } else { high = middle }
    }
    var end = low
    while end < bucketStarts[bucket + 1], postings[end].word == word { end += 1 }
    return low..<end
  }

  private static func key(_ clipIndex: Int, _ shift: Int) -> UInt64 {
    UInt64(clipIndex) << 32 | UInt64(UInt32(bitPattern: Int32(shift)))
  }
}
