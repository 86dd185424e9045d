/// Class probabilities of the last minute in slots of equal length.
public struct ProbabilityTimeline: Sendable {
  /// Seconds of a slot.
  public let slotSeconds: Double
  /// Seconds kept.
  public let spanSeconds: Double

  private let capacity: Int
  private var labelCount = 0
  private var values: [Float] = []
  private var isSpeech: [Bool]
  /// Number of slots ever added; slot k covers k·slotSeconds ..< (k+1)·slotSeconds.
  public private(set) var slotCount = 0

  /// An empty timeline of `spanSeconds`.
  public init(slotSeconds: Double = 0.5, spanSeconds: Double = 60) {
    precondition(slotSeconds > 0 && spanSeconds >= slotSeconds, "a timeline needs at least one slot")
    self.slotSeconds = slotSeconds
    self.spanSeconds = spanSeconds
    capacity = Int((spanSeconds / slotSeconds).rounded(.up)) + 1
    isSpeech = Array(repeating: false, count: capacity)
  }

  /// Adds the slot that has just ended; nil, or a vector of another length than before, stands for silence.
  public mutating func append(_ probabilities: [Float]?) {
    let slot = slotCount % capacity
    slotCount += 1
    guard let probabilities, !probabilities.isEmpty else {
      isSpeech[slot] = false
      return
    }
    if probabilities.count != labelCount {
      labelCount = probabilities.count
      values = Array(repeating: 0, count: capacity * labelCount)
      for index in isSpeech.indices { isSpeech[index] = false }
    }
    isSpeech[slot] = true
    for (index, value) in probabilities.enumerated() {
      values[slot * labelCount + index] = value.isNaN ? 0 : value
    }
  }

  /// Forgets what the slots hold; time goes on.
  public mutating func clear() {
    for index in isSpeech.indices { isSpeech[index] = false }
  }

  /// Adds up the probabilities of the slots that begin within `start ..< end` seconds, and counts them.
  ///
  /// - Returns: number of slots with speech; `sums` keeps zeros without any.
  func accumulate(from start: Double, to end: Double, into sums: inout [Float]) -> Int {
    for index in sums.indices { sums[index] = 0 }
    let oldest = max(0, slotCount - capacity)
    let first = max(oldest, Int((start / slotSeconds).rounded(.up)))
    let last = min(slotCount, Int((end / slotSeconds).rounded(.up)))
    var found = 0
    guard first < last else { return 0 }
    for slot in first..<last where isSpeech[slot % capacity] {
      found += 1
      let base = slot % capacity * labelCount
      for index in 0..<min(labelCount, sums.count) { sums[index] += values[base + index] }
    }
    return found
  }
}
