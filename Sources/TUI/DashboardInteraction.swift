/// What the keys have led to: which overlay is open, how far lists are scrolled, the message shown.
///
/// It knows no terminal: keys go in, actions come out, and `Dashboard` draws what is open.
public struct DashboardInteraction: Sendable {
  /// What lies over the panels.
  public enum Overlay: Sendable {
    /// The list of keys.
    case help
    /// The prompt for a file.
    case openFile(LineEditor)
    /// Work that takes long.
    case progress(ProgressPanel)
    /// A verdict on a file or recording.
    case result(ResultPanel)
    /// Devices or models.
    case chooser(Chooser)
  }

  /// What lies over the panels; nil when nothing does.
  public private(set) var overlay: Overlay?
  /// The line shown above the status line; goes with the next key.
  public var notice: Notice?
  /// Paths opened before, oldest first; the program loads and saves them.
  public var history: [String]
  /// Lines the utterance list is scrolled back from its newest.
  public internal(set) var utteranceScroll = 0
  /// Lines the open overlay is scrolled down.
  public internal(set) var overlayScroll = 0
  /// Whether the next frame scrolls to what is marked.
  var followsSelection = false

  /// A result that came while something else was open, which the user may be typing into; shown once that is closed.
  private var waitingResult: ResultPanel?

  private let completion: @Sendable (String) -> [Candidate]

  /// Nothing open; `completion` serves the prompt for a file.
  public init(
    history: [String] = [],
    completion: @escaping @Sendable (String) -> [Candidate] = { PathCompletion.candidates(for: $0) }
  ) {
    self.history = history
    self.completion = completion
  }

  /// Takes a key and says what is asked of the program, if anything.
  public mutating func handle(_ key: Key) -> DashboardAction? {
    switch key {
    case .control("c"): return .quit
    case .control("l"): return .redraw
    case .control("z"): return .suspend
    default: break
    }
    notice = nil
    switch overlay {
    case nil: return handlePanels(key)
    case .help: return handleHelp(key)
    case .openFile(let editor): return handlePrompt(key, editor)
    case .progress: return handleProgress(key)
    case .result(let panel): return handleResult(key, panel)
    case .chooser(let chooser): return handleChooser(key, chooser)
    }
  }

  /// Keeps a list that is scrolled back where it is when an utterance joins it on top.
  public mutating func followUtterances() {
    utteranceScroll += 1
  }

  /// Opens the list of devices or models.
  public mutating func showChooser(_ chooser: Chooser) {
    open(.chooser(chooser))
  }

  /// Opens the progress panel, or renews what it shows. Another overlay that is open stays.
  public mutating func showProgress(_ panel: ProgressPanel) {
    switch overlay {
    case nil: open(.progress(panel))
    case .progress: overlay = .progress(panel)
    default: break
    }
  }

  /// Opens a result in place of the progress panel or another result. Anything else that is open stays, so that no key meant for
  /// it decides about the result, which follows it.
  public mutating func showResult(_ panel: ResultPanel) {
    switch overlay {
    case nil, .progress, .result: open(.result(panel))
    default:
      waitingResult = panel
      notice = Notice("there is a verdict: Esc shows it")
    }
  }

  /// Opens the prompt for a file.
  public mutating func showPrompt(text: String = "") {
    open(.openFile(LineEditor(text: text, history: history, completion: completion)))
  }

  /// Closes what is open; a result that waited behind it opens.
  public mutating func close() {
    overlay = nil
    overlayScroll = 0
    guard let panel = waitingResult else { return }
    waitingResult = nil
    open(.result(panel))
  }

  /// Shows an error, closing the progress panel.
  public mutating func showFailure(_ text: String) {
    if case .progress = overlay { close() }
    notice = Notice(text, .failure)
  }

  mutating func open(_ overlay: Overlay) {
    self.overlay = overlay
    overlayScroll = 0
    followsSelection = false
  }

  /// Shows the open result with another mark, scrolled to it.
  mutating func replaceResult(_ panel: ResultPanel) {
    overlay = .result(panel)
    followsSelection = true
  }

  /// Whether a result is open.
  public var showsResult: Bool { if case .result = overlay { true } else { false } }
  /// Whether a result is open, or follows what is.
  public var hasResult: Bool { showsResult || waitingResult != nil }

  /// The device marked in the open list; nil without a list of devices.
  public var markedDevice: String? {
    guard case .chooser(let chooser) = overlay, chooser.kind == .device,
      chooser.items.indices.contains(chooser.selectedIndex)
    else { return nil }
    return chooser.items[chooser.selectedIndex].name
  }

  /// Shows what is heard from a device in the open list; of all others nothing.
  public mutating func showLevel(_ level: InputLevel?, ofDevice name: String) {
    guard case .chooser(var chooser) = overlay, chooser.kind == .device else { return }
    for index in chooser.items.indices {
      chooser.items[index].level = chooser.items[index].name == name ? level : nil
    }
    overlay = .chooser(chooser)
  }
}
