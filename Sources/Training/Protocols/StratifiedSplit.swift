/// A random split that keeps each label's share.
enum StratifiedSplit {
  /// Takes about `share` of each label's clips; units of `groups` stay whole. Both parts keep the order of `clips`.
  static func split(
    _ clips: [LabeledClip], share: Double, groups: ContentGroups, seed: UInt64
  ) -> (taken: [LabeledClip], rest: [LabeledClip]) {
    let units = groups.units(of: clips)
    let unitsByLabel = Dictionary(grouping: units.indices) { units[$0][0].labelIndex }
    var takenUnits: Set<Int> = []
    for label in unitsByLabel.keys.sorted() {
      var generator = SeededGenerator(seed: seed, stream: 0x5711, UInt64(label))
      let shuffled = (unitsByLabel[label] ?? []).shuffled(using: &generator)
      let clipCount = shuffled.reduce(0) { $0 + units[$1].count }
      let wanted = Int((Double(clipCount) * share).rounded())
      var count = 0
      for unit in shuffled where count + units[unit].count <= wanted {
        takenUnits.insert(unit)
        count += units[unit].count
      }
    }
    let taken = Set(takenUnits.flatMap { units[$0] })
    return (clips.filter { taken.contains($0) }, clips.filter { !taken.contains($0) })
  }
}

/// Whole speakers in parts of equal weight.
enum SpeakerBalance {
  /// Parts the speakers of `clips` so that each label and each gender weighs about the same in every part.
  ///
  /// Largest speakers first, each goes where the sum of squared counts of labels and genders grows least.
  /// Fewer parts come back when there are fewer speakers.
  static func parts(of clips: [LabeledClip], count: Int, seed: UInt64) -> [[String]] {
    let bySpeaker = Dictionary(grouping: clips) { $0.clip.speaker ?? "" }
    var generator = SeededGenerator(seed: seed, stream: 0x5bea)
    let names = bySpeaker.keys.sorted().shuffled(using: &generator)
    let order = names.indices.sorted { left, right in
      let sizes = (bySpeaker[names[left]]?.count ?? 0, bySpeaker[names[right]]?.count ?? 0)
      return sizes.0 == sizes.1 ? left < right : sizes.0 > sizes.1
    }.map { names[$0] }
    var parts = [[String]](repeating: [], count: min(count, order.count))
    var tallies = [[String: Int]](repeating: [:], count: parts.count)
    for speaker in order {
      let own = bySpeaker[speaker] ?? []
      var tally: [String: Int] = [:]
      for clip in own {
        tally["label \(clip.labelIndex)", default: 0] += 1
        tally[clip.clip.gender?.rawValue ?? "unknown", default: 0] += 1
      }
      let costs = tallies.map { sums in tally.reduce(0) { $0 + 2 * $1.value * sums[$1.key, default: 0] } }
      guard
        let best = parts.indices.min(by: {
          (costs[$0], parts[$0].count, $0) < (costs[$1], parts[$1].count, $1)
        })
      else { return [] }
      parts[best].append(speaker)
      tallies[best].merge(tally, uniquingKeysWith: +)
    }
    return parts.map { $0.sorted() }
  }
}
