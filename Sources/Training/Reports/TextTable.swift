/// Columns of text that line up.
struct TextTable {
  private var rows: [[String]] = []
  private let leftColumnCount: Int

  /// The first `leftColumnCount` columns begin at the left, the others end at the right.
  init(leftColumnCount: Int = 1) {
    self.leftColumnCount = leftColumnCount
  }

  mutating func add(_ cells: String...) { rows.append(cells) }

  mutating func add(_ cells: [String]) { rows.append(cells) }

  /// The rows, two spaces between columns, nothing after the last character.
  var lines: [String] {
    let columnCount = rows.map(\.count).max() ?? 0
    let widths = (0..<columnCount).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return column < leftColumnCount ? cell + padding : padding + cell
      }
      var line = Substring(cells.joined(separator: "  "))
      while line.last == " " { line.removeLast() }
      return String(line)
    }
  }
}
