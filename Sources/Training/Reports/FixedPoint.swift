/// Numbers as people read them.
public enum FixedPoint {
  /// `value` with exactly `digits` decimals, rounded half away from zero; "–" where it is not finite.
  public static func text(_ value: Double, digits: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "–" }
    let scale = (0..<digits).reduce(1.0) { power, _ in power * 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 9e18 else { return "–" }
    let whole = Int(scaled)
    let sign = value < 0 && whole > 0 ? "-" : ""
    guard digits > 0 else { return sign + "\(whole)" }
    let fraction = String(whole % Int(scale))
    let padding = String(repeating: "0", count: digits - fraction.count)
    return sign + "\(whole / Int(scale))." + padding + fraction
  }

  /// A share as a percentage with one decimal, without the sign.
  public static func percent(_ share: Double) -> String { text(100 * share, digits: 1) }
}
