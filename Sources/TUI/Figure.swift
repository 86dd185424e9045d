/// Figures as short text, the same in every locale.
public enum Figure {
  /// `value` with `places` decimals; a dash for what is not finite.
  static func decimal(_ value: Double, places: Int) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "-" }
    var scale = 1
    for _ in 0..<places { scale *= 10 }
    let scaled = Int((abs(value) * Double(scale)).rounded())
    let sign = value < 0 && scaled != 0 ? "-" : ""
    if places == 0 { return sign + String(scaled) }
    let fraction = String(scaled % scale)
    return sign + String(scaled / scale) + "." + String(repeating: "0", count: places - fraction.count)
      + fraction
  }

  /// A share as whole percent.
  static func percent(_ share: Float) -> String {
    guard share.isFinite else { return "-" }
    return String(Int((max(0, min(1, share)) * 100).rounded())) + "%"
  }

  /// Minutes and seconds, with hours once there are any.
  static func clock(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "-" }
    let whole = Int(seconds)
    func two(_ value: Int) -> String { value < 10 ? "0" + String(value) : String(value) }
    let tail = two(whole / 60 % 60) + ":" + two(whole % 60)
    return whole >= 3600 ? String(whole / 3600) + ":" + tail : tail
  }

  /// A rate in kHz with as many decimals as it needs, or a span of rates.
  public static func kilohertz(_ rate: Int, upTo last: Int? = nil) -> String {
    func figure(_ rate: Int) -> String {
      decimal(Double(rate) / 1000, places: rate % 1000 == 0 ? 0 : rate % 100 == 0 ? 1 : 2)
    }
    let end = if let last, last != rate { "-" + figure(last) } else { "" }
    return figure(rate) + end + " kHz"
  }

  /// A level, limited to what two digits show.
  static func decibels(_ level: Float) -> String {
    level.isFinite && level > -99.5 ? decimal(Double(min(level, 99)), places: 0) + " dB" : "-inf dB"
  }
}
