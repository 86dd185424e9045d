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
    AlignedBuffer(preciseValues(count: count).map { Float($0) })
  }

  /// The window's values in double precision.
  ///
  /// - Shape: `count`
  /// - Range: 0 ... 1
  func preciseValues(count: Int) -> [Double] {
    let (mean, swing) = self == .hann ? (0.5, 0.5) : (0.54, 0.46)
    return (0..<count).map { mean - swing * cos(2 * Double.pi * Double($0) / Double(count)) }
  }
}
