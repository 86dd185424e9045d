import CNcurses
import Glibc

extension Terminal {
  /// Shows a canvas: the cells that differ from what is shown go to ncurses, in runs.
  ///
  /// A canvas of another size than the terminal's is shown as far as both reach. One like the last costs a comparison.
  public func present(_ canvas: borrowing Canvas) {
    guard isUp else { return }
    if pairs.isExhausted {
      pairs.reset()
      needsRepaint = true
    }
    let repaints = needsRepaint
    needsRepaint = false
    if repaints { wclear(liveser_stdscr()) }
    let rows = min(canvas.height, shown.height)
    let columns = min(canvas.width, shown.width)
    var isChanged = repaints
    for y in 0..<rows {
      let isRowChanged = presentRow(
        UnsafeBufferPointer(rebasing: canvas.cells[y * canvas.width..<y * canvas.width + columns]),
        over: UnsafeMutableBufferPointer(rebasing: shown.cells[y * shown.width..<y * shown.width + columns]),
        y: y, repaints: repaints)
      isChanged = isChanged || isRowChanged
    }
    guard isChanged else { return }
    wnoutrefresh(liveser_stdscr())
    doupdate()
  }

  /// Hands the runs of a row that differ to ncurses; whether there are any.
  private func presentRow(
    _ wanted: UnsafeBufferPointer<Cell>, over present: UnsafeMutableBufferPointer<Cell>, y: Int,
    repaints: Bool
  ) -> Bool {
    var isChanged = false
    var x = 0
    while x < wanted.count {
      if !repaints, wanted[x] == present[x] {
        x += 1
        continue
      }
      // The right half of a wide scalar is written with its left half.
      var start = x
      if wanted[start].scalar == 0, start > 0 { start -= 1 }
      var end = start
      var count = 0
      while end < wanted.count, repaints || end <= x || wanted[end] != present[end] || wanted[end].scalar == 0
      {
        if wanted[end].scalar != 0 {
          set(wanted[end], isWide: end + 1 < wanted.count && wanted[end + 1].scalar == 0, at: count)
          count += 1
        }
        present[end] = wanted[end]
        end += 1
      }
      _ = liveser_put_cells(Int32(y), Int32(start), run.baseAddress, Int32(count))
      isChanged = true
      x = max(end, x + 1)
    }
    return isChanged
  }

  private func set(_ cell: Cell, isWide: Bool, at index: Int) {
    let (pair, isBright) = pairs.number(cell.foreground, cell.background)
    var attributes: attr_t = 0
    if cell.attributes.rawValue != 0 {
      if cell.attributes.contains(.bold) { attributes |= liveser_bold() }
      if cell.attributes.contains(.dim) { attributes |= liveser_dim() }
      if cell.attributes.contains(.underline) { attributes |= liveser_underline() }
      if cell.attributes.contains(.reverse) { attributes |= liveser_reverse() }
    }
    if isBright { attributes |= liveser_bold() }
    var scalar = cell.scalar
    // Where the C library takes another width than the canvas did, the line would shift.
    if scalar >= 0x300, liveser_width(scalar) != (isWide ? 2 : 1) { scalar = 0x3F }
    let mark = cell.mark != 0 && liveser_width(cell.mark) == 0 ? cell.mark : 0
    if liveser_set_cell(run.baseAddress! + index, scalar, mark, attributes, pair) != OK {
      _ = liveser_set_cell(run.baseAddress! + index, 0x3F, 0, attributes, pair)
    }
  }

  /// Has the next frame rewrite every cell.
  public func invalidate() {
    clearok(liveser_stdscr(), true)
    needsRepaint = true
  }

  /// Stops the process as Ctrl-Z should: the terminal is given back, and taken again when it goes on.
  public func suspend() {
    guard isUp else { return }
    if bracketsPastes { liveser_emit("\u{1B}[?2004l") }
    endwin()
    TerminalGuard.isArmed.store(false, ordering: .sequentiallyConsistent)
    signal(SIGTSTP, SIG_DFL)
    kill(getpid(), SIGTSTP)
    TerminalGuard.setHandler(SIGTSTP)
    TerminalGuard.isArmed.store(true, ordering: .sequentiallyConsistent)
    TerminalGuard.isSuspendWanted.store(false, ordering: .sequentiallyConsistent)
    // The size may be another by now; what is painted at the old one could scroll the screen.
    adoptSize()
    wclear(liveser_stdscr())
    wrefresh(liveser_stdscr())
    if bracketsPastes { liveser_emit("\u{1B}[?2004h") }
    curs_set(0)
    invalidate()
    TerminalGuard.isResized.store(true, ordering: .sequentiallyConsistent)
  }
}
