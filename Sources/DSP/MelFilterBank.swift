import Buffers

/// Overlapping triangles, equally spaced in mel, that sum the bins of a power spectrum into mel bins.
///
/// Only what is not zero is stored: for every mel bin the first spectrum bin and the weights from there on,
/// filled up with zeros to whole SIMD vectors.
///
/// - Source: librosa 0.11 `filters.mel`, whose weights these are.
public struct MelFilterBank: Sendable {
  /// Mel bins.
  public let melCount: Int
  /// Bins of the power spectrum read.
  public let binCount: Int
  /// Floats the spectrum must have in memory: zeros, or anything finite, follow its bins.
  public var paddedBinCount: Int { binCount + Self.laneCount - 1 }
  /// Frequency of every triangle's peak.
  ///
  /// - Units: Hz
  public let centreFrequencies: [Double]

  private static let laneCount = 4
  private let filters: [Filter]
  private let weights: AlignedBuffer

  private struct Filter: Sendable {
    var firstBinIndex: Int32
    var vectorCount: Int32
  }

  /// Builds `melCount` triangles whose feet and peaks lie equally spaced in mel from `lowest` to `highest`.
  ///
  /// A triangle narrower than the spacing of the bins may hold no bin; its mel bin is then 0 for ever.
  public init(
    sampleRate: Int, fftSize: Int, melCount: Int, lowest: Double, highest: Double, scale: MelScale,
    normalization: MelNormalization
  ) {
    precondition(sampleRate > 0 && fftSize > 0 && melCount > 0 && lowest >= 0 && highest > lowest)
    self.melCount = melCount
    binCount = fftSize / 2 + 1
    let lowestMel = scale.mel(hertz: lowest)
    let step = (scale.mel(hertz: highest) - lowestMel) / Double(melCount + 1)
    let corners = (0...melCount + 1).map { scale.hertz(mel: lowestMel + step * Double($0)) }
    centreFrequencies = Array(corners[1...melCount])

    var filters: [Filter] = []
    var packed: [Float] = []
    for melIndex in 0..<melCount {
      let (left, peak, right) = (corners[melIndex], corners[melIndex + 1], corners[melIndex + 2])
      let scale = normalization == .slaney ? 2 / (right - left) : 1
      var first = 0
      var row: [Float] = []
      for binIndex in 0..<binCount {
        let frequency = Double(binIndex) * Double(sampleRate) / Double(fftSize)
        let weight = min((frequency - left) / (peak - left), (right - frequency) / (right - peak))
        guard weight > 0 else { continue }
        if row.isEmpty { first = binIndex }
        row.append(Float(weight * scale))
      }
      let vectorCount = (row.count + Self.laneCount - 1) / Self.laneCount
      row += Array(repeating: 0, count: vectorCount * Self.laneCount - row.count)
      filters.append(Filter(firstBinIndex: Int32(first), vectorCount: Int32(vectorCount)))
      packed += row
    }
    self.filters = filters
    weights = AlignedBuffer(packed)
  }

  /// Sums a power spectrum into mel bins.
  ///
  /// - Shape: `power`: `paddedBinCount`, `mel`: `melCount`
  /// - Allocates: nothing.
  public func apply(to power: UnsafePointer<Float>, into mel: UnsafeMutablePointer<Float>) {
    let bins = UnsafeRawPointer(power)
    var weight = UnsafeRawPointer(weights.base)
    let vectorSize = MemoryLayout<SIMD4<Float>>.size
    filters.withUnsafeBufferPointer { filters in
      for melIndex in 0..<filters.count {
        let filter = filters[melIndex]
        var bin = bins + Int(filter.firstBinIndex) * MemoryLayout<Float>.size
        var sum = SIMD4<Float>()
        for _ in 0..<filter.vectorCount {
          sum += weight.load(as: SIMD4<Float>.self) * bin.loadUnaligned(as: SIMD4<Float>.self)
          weight += vectorSize
          bin += vectorSize
        }
        let pair = sum.lowHalf + sum.highHalf
        mel[melIndex] = pair.x + pair.y
      }
    }
  }

  /// The weights as a full matrix, for pictures and tests.
  ///
  /// - Shape: `[melCount][binCount]`
  public func denseWeights() -> [[Float]] {
    var position = 0
    return filters.map { filter in
      var row = [Float](repeating: 0, count: paddedBinCount)
      for lane in 0..<Int(filter.vectorCount) * Self.laneCount {
        row[Int(filter.firstBinIndex) + lane] = weights[position]
        position += 1
      }
      return Array(row[0..<binCount])
    }
  }
}
