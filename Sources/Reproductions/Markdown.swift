import Foundation
import Training

/// Pieces of a Markdown page.
enum Markdown {
  /// A heading of the second level and the line after it.
  static func section(_ title: String) -> String { "## \(title)\n\n" }

  /// A table; bars in cells are masked.
  static func table(_ header: [String], _ rows: [[String]]) -> String {
    func line(_ cells: [String]) -> String {
      "| " + cells.map { $0.replacingOccurrences(of: "|", with: "\\|") }.joined(separator: " | ") + " |"
    }
    return ([line(header), "|" + String(repeating: "---|", count: header.count)] + rows.map(line))
      .joined(separator: "\n")
  }
}

/// `value` with `digits` decimals.
func fixed(_ value: Double, _ digits: Int) -> String { FixedPoint.text(value, digits: digits) }

/// A share as a percentage with one decimal, without the sign.
func percent(_ share: Double) -> String { fixed(100 * share, 1) }

/// `count` of `whole`, where there is any.
func share(_ count: Int, of whole: Int) -> String { whole == 0 ? "not known" : "\(count) of \(whole)" }
