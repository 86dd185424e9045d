import Glibc

/// Natural logarithm of every power with `floor` added, so that silence stays finite.
///
/// `result` may be where the powers are.
///
/// - Shape: `result` has room for `powers.count`
/// - Units: natural logarithm of power
/// - Allocates: nothing.
public func naturalLog(
  of powers: UnsafeBufferPointer<Float>, floor: Float, into result: UnsafeMutablePointer<Float>
) {
  for index in 0..<powers.count {
    result[index] = logf(powers[index] + floor)
  }
}
