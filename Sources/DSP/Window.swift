import Buffers
import Glibc

/// Shape of the window a frame is multiplied with.
///
/// All are periodic, not symmetric: the first sample of a next period is left out, as for spectral analysis.
public enum Window: String, Codable, Sendable, CaseIterable {
  /// 0.5 − 0.5 cos: the common choice, and librosa's.
  case hann
  /// 0.54 − 0.46 cos.
  case hamming

  /// The window's values.
  ///
  /// - Shape: `count`
  /// - Range: 0 ... 1
  public func values(count: Int) -> AlignedBuffer {
    let values = AlignedBuffer(count: count)
    let (mean, swing) = self == .hann ? (0.5, 0.5) : (0.54, 0.46)
    for index in 0..<count {
      values[index] = Float(mean - swing * cos(2 * Double.pi * Double(index) / Double(count)))
    }
    return values
  }
}
