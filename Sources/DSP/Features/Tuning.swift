import Buffers
import Glibc

/// How far the pitches of a recording lie from those of A = 440 Hz.
///
/// The arithmetic follows librosa's precision step by step: the tuning is the fullest of a hundred bins, and
/// only the same roundings find the same one.
///
/// - Source: librosa 0.11 `estimate_tuning`, `piptrack`, `pitch_tuning`
struct Tuning {
  private struct Peak {
    var frequency: Float
    var magnitude: Float
  }

  private static let lowestFrequency = 150.0
  private static let highestFrequency = 4000.0
  private static let threshold: Float = 0.1
  private static let binsPerTone = 100

  private let sampleRate: Int
  private let fftSize: Int
  private let searched: Range<Int>
  private var peaks: [Peak] = []

  init(sampleRate: Int, fftSize: Int) {
    self.sampleRate = sampleRate
    self.fftSize = fftSize
    let highest = min(Self.highestFrequency, Double(sampleRate) / 2)
    // A peak has a neighbour on either side.
    let candidates = (1..<fftSize / 2).filter { binIndex in
      let frequency = binFrequency(binIndex, fftSize: fftSize, sampleRate: sampleRate)
      return frequency >= Self.lowestFrequency && frequency < highest
    }
    searched = (candidates.first ?? 1)..<(candidates.last.map { $0 + 1 } ?? 1)
  }

  /// Notes the peaks of one frame's spectrum.
  ///
  /// - Shape: `fftSize / 2 + 1`
  mutating func accept(_ power: UnsafePointer<Float>) {
    var loudest: Float = 0
    for binIndex in 0...fftSize / 2 { loudest = max(loudest, power[binIndex]) }
    let reference = Self.threshold * loudest
    for binIndex in searched {
      let (before, here, after) = (power[binIndex - 1], power[binIndex], power[binIndex + 1])
      guard here > reference else { continue }
      guard here > (before > reference ? before : 0), here >= (after > reference ? after : 0) else {
        continue
      }
      let curvature = Double(after + before) - 2 * Double(here)
      let slope = Double(after - before) / 2
      let shift = abs(slope) >= abs(curvature) ? 0 : Float(-slope / curvature)
      let frequency = Float((Double(binIndex) + Double(shift)) * Double(sampleRate) / Double(fftSize))
      let magnitude = here + 0.5 * ((after - before) / 2) * shift
      if frequency > 0 { peaks.append(Peak(frequency: frequency, magnitude: magnitude)) }
    }
  }

  /// Deviation in parts of a chroma bin, from the louder half of the peaks; 0 where there are none.
  ///
  /// - Range: −0.5 ..< 0.5
  func deviation(binsPerOctave: Int) -> Double {
    guard !peaks.isEmpty else { return 0 }
    let magnitudes = peaks.map(\.magnitude).sorted()
    let middle = magnitudes.count / 2
    let median =
      magnitudes.count % 2 == 1 ? magnitudes[middle] : (magnitudes[middle - 1] + magnitudes[middle]) / 2

    let edges = (0...Self.binsPerTone).map { Double($0) * (1 / Double(Self.binsPerTone)) - 0.5 }
    var counts = [Int](repeating: 0, count: Self.binsPerTone)
    for peak in peaks where peak.magnitude >= median {
      let position = Float(binsPerOctave) * log2f(peak.frequency / 27.5)
      var residual = position - position.rounded(.down)
      if residual >= 0.5 { residual -= 1 }
      let value = Double(residual)
      var bin = min(max(Int((value + 0.5) * Double(Self.binsPerTone)), 0), Self.binsPerTone - 1)
      while bin > 0, value < edges[bin] { bin -= 1 }
      while bin < Self.binsPerTone - 1, value >= edges[bin + 1] { bin += 1 }
      counts[bin] += 1
    }
    let fullest = counts.indices.reduce(0) { counts[$1] > counts[$0] ? $1 : $0 }
    return edges[fullest]
  }
}
