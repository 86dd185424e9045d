import AudioCapture
import Glibc
import Recognition
import TUI

/// The dashboard while it runs: takes keys, follows the recognition thread, draws.
///
/// - Thread: the main one.
final class DashboardLoop {
  /// What the loop is given to begin with.
  struct Setup {
    var source: SourceChoice
    /// Whether the source was named on the command line: without it there is nothing to fall back on.
    var isSourceDemanded: Bool
    var model: EmotionModel
    var modelPath: String
    var frameRate: Int
    var settings: Settings
    var remarks: [String]
    var sessionFile: SessionFile?
    var locator: ModelLocator
    var folders: UserFolders
  }

  let terminal: Terminal
  var canvas = Canvas(width: 1, height: 1)
  var dashboard: Dashboard
  var state: DashboardState
  var interaction: DashboardInteraction
  var ending: DashboardEnding?
  var isDirty = true

  var source: SourceChoice
  var isSourceDemanded: Bool
  var model: EmotionModel
  /// Chosen, and in use from the next session on: what the session under way still says is of the model before.
  var chosenModel: (model: EmotionModel, path: String)?
  /// File of the model in use.
  var modelPath = ""
  /// Files of the models used since the start, which can be gone back to wherever they are.
  var usedModelPaths: [String] = []
  var frameRate: Int
  var settings: Settings
  let locator: ModelLocator
  let folders: UserFolders

  // The session under way, and what takes its place once it is over.
  var session: LiveSession?
  var feed: LiveFeed?
  var stream: LiveStream?
  var hasStarted = false
  var isRestarting = false
  /// Gone back to when a source that was chosen cannot be opened.
  var fallback: SourceChoice?
  /// Why the device that was chosen could not be opened, while others are tried.
  var failedChoice: String?
  /// Device to write to the settings once it is open.
  var deviceToRemember: String?
  /// Looks for what is wrong with the input.
  var inputWatch = InputWatch()
  var pastCounts = LiveSessionCounts()
  var seenWaveformCount = 0
  var seenSpectrogramCount = 0

  /// When the last snapshot came, and when a session that does not end is given up.
  var lastNews = ContinuousClock.now
  var restartDeadline: ContinuousClock.Instant?
  /// Whether a session is left behind that a sound server holds up for ever.
  var hasStuckSession = false
  /// Whether a session that was to be saved is lost, the one of `--session` or one saved while leaving.
  var hasLostSession = false

  /// Of the session under way alone: one that was given up must not get into a recording.
  var tap = RecordingTap()
  var recording: Recording?
  /// The recording whose result is on the screen.
  var judged: (recording: Recording, judgement: Judgement, model: EmotionModel)?

  let mailbox = WorkMailbox()
  /// The file or recording being judged.
  var judging: JudgingJob?
  var replay: Errand?
  /// What the result on the screen is played from.
  var replayable: Replayable?
  /// Work that is let run to its end: lists, models, saves.
  var errands: [Errand] = []
  /// The device that is marked in the list.
  var preview: DevicePreview?
  /// The listening that was ended last.
  var endingPreview: Work?

  var log = SessionLog()
  let sessionFile: SessionFile?
  var figures = FigureMeter()
  var noticeDeadline: ContinuousClock.Instant?
  /// The newest row that the canvas shows and no frame has shown yet.
  var undrawnCaptureTime: ContinuousClock.Instant?

  /// A file or recording being judged.
  struct JudgingJob {
    var errand: Errand
    var title: String
    /// The recording; nil for a file.
    var recording: Recording?
    let begin = ContinuousClock.now

    var work: Work { errand.work }
  }

  init(terminal: Terminal, setup: Setup) {
    self.terminal = terminal
    source = setup.source
    isSourceDemanded = setup.isSourceDemanded
    model = setup.model
    frameRate = setup.frameRate
    settings = setup.settings
    locator = setup.locator
    folders = setup.folders
    sessionFile = setup.sessionFile
    let theme = setup.settings.theme.flatMap { Theme.named($0) } ?? .dark
    dashboard = Dashboard(style: Style(theme: theme, glyphs: terminal.glyphs, depth: terminal.depth))
    interaction = DashboardInteraction(history: PromptHistory(path: setup.folders.history).load())
    state = DashboardState(timelineSlotSeconds: LiveFeed.slotSeconds)
    adopt(model, path: setup.modelPath)
    if !setup.remarks.isEmpty { show(setup.remarks.joined(separator: "; "), .failure) }
  }

  /// Runs until there is a reason to end.
  func run() -> DashboardEnding {
    startSession()
    var nextFrame = ContinuousClock.now
    while true {
      var wait = max(.zero, nextFrame - .now)
      // Keys that are typed in one go are all heeded before the next frame, which comes at once.
      for _ in 0..<256 {
        guard let event = terminal.nextEvent(timeoutMilliseconds: wait.milliseconds) else { break }
        handle(event)
        isDirty = true
        wait = .zero
        if let ending { return ending }
      }
      update()
      if let ending { return ending }
      let now = ContinuousClock.now
      if isDirty { draw() }
      let period = isCalm ? max(Self.calmPeriod, .seconds(1) / frameRate) : .seconds(1) / frameRate
      // A frame that a key brought forward puts the next one off by no more than a period.
      nextFrame = min(max(nextFrame + period, now), now + period)
    }
  }

  /// While nobody speaks, the screen is looked after once a column of the spectrogram; what begins ends the wait.
  private static let calmPeriod = Duration.milliseconds(80)

  /// Whether nothing happens that must be seen at the full frame rate.
  private var isCalm: Bool {
    hasStarted && !state.isSpeech && recording == nil && judging == nil && replay == nil && !isRestarting
  }

  private func handle(_ event: TerminalEvent) {
    switch event {
    case .key(let key):
      noticeDeadline = nil
      if let action = interaction.handle(key) { perform(action) }
      endReplayWithResult()
    case .resized: break
    case .quit(let signal): ending = .signal(signal)
    case .suspend:
      terminal.suspend()
      lastNews = .now
    case .hangUp: ending = .hangUp
    }
  }

  /// Takes over what happened since the last frame.
  private func update() {
    drainWork()
    drainFeed()
    drainRecording()
    watchSession()
    watchPreview()
    if let deadline = noticeDeadline, ContinuousClock.now >= deadline {
      noticeDeadline = nil
      interaction.notice = nil
      isDirty = true
    }
    if figures.advance(&state.performance) { isDirty = true }
  }

  private func draw() {
    isDirty = false
    canvas.resize(width: terminal.width, height: terminal.height)
    dashboard.draw(state, &interaction, into: &canvas)
    terminal.present(canvas)
    figures.frameShown(newestSound: undrawnCaptureTime)
    undrawnCaptureTime = nil
  }

  /// Shows a line for a while.
  func show(_ text: String, _ severity: Notice.Severity = .information) {
    interaction.notice = Notice(text, severity)
    noticeDeadline = .now + (severity == .failure ? .seconds(12) : .seconds(6))
    isDirty = true
  }
}

extension Duration {
  /// Whole milliseconds, rounded up.
  var milliseconds: Int {
    let (seconds, attoseconds) = components
    return Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
