import Foundation

/// Prints results as they come.
enum Report {
  static func heading(_ text: String) {
    print("\n\(text)")
    fflush(nil)
  }

  /// A line of a table: what, how much, and what is to be said of it.
  static func line(_ name: String, _ value: String, _ remark: String = "") {
    let padded = name.padding(toLength: max(name.count, 44), withPad: " ", startingAt: 0)
    let middle = value.padding(toLength: max(value.count, 34), withPad: " ", startingAt: 0)
    print(remark.isEmpty ? "  \(padded) \(value)" : "  \(padded) \(middle) \(remark)")
    fflush(nil)
  }

  static func note(_ text: String) {
    print("  \(text)")
    fflush(nil)
  }
}
