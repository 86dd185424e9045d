import Foundation

/// Repeats of one measurement.
struct Series {
  /// One value a repeat, the warm-up left out.
  var values: [Double]

  /// The middle value.
  var median: Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// The median and, in brackets, the lowest and the highest value.
  func text(_ unit: String = "") -> String {
    let suffix = unit.isEmpty ? "" : " \(unit)"
    let low = Self.figure(values.min() ?? .nan), high = Self.figure(values.max() ?? .nan)
    return "\(Self.figure(median))\(suffix) (\(low) to \(high))"
  }

  /// Three significant digits.
  static func figure(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "-" }
    let digits = max(0, 2 - Int(floor(log10(abs(value)))))
    return String(format: "%.\(digits)f", value)
  }
}

/// What a promise says of a measurement.
struct Bar {
  /// Most that was promised.
  var most: Double
  /// Its unit.
  var unit = ""

  func text(_ series: Series) -> String {
    let limit = String(format: "%g", most) + (unit.isEmpty ? "" : " \(unit)")
    return series.median <= most ? "within \(limit)" : "OVER \(limit)"
  }
}
