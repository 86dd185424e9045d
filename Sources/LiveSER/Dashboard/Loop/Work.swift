import AudioCapture
import Glibc
import Recognition
import Synchronization
import TUI

/// Something done on a thread of its own, away from keys and screen.
final class Work: Sendable {
  private let cancelled = Atomic<Bool>(false)
  private let done = Atomic<Bool>(false)

  /// Asks the work to end soon; what it reports from now on is not heeded.
  func cancel() { cancelled.store(true, ordering: .relaxed) }

  var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

  /// Whether nothing more is done, so that its thread can be joined at once.
  var isDone: Bool { done.load(ordering: .acquiring) }

  fileprivate func finish() { done.store(true, ordering: .releasing) }
}

/// Work, and the thread it is done on.
struct Errand {
  let work: Work
  let thread: JoinableThread?
  /// Whether it uses a sound server, which may hold it up for ever.
  let usesSound: Bool
}

/// What work has to tell the main thread.
enum WorkReport: Sendable {
  /// Seconds of audio judged so far, of so many where that is known.
  case progress(seconds: Double, of: Double?)
  /// A file was judged.
  case judgedFile(path: String, Judgement, labels: [String])
  /// A recording was judged.
  case judgedRecording(Recording, Judgement, EmotionModel)
  /// The capture devices there are.
  case devices([CaptureDevice])
  /// What is heard from a device just now.
  case level(InputLevel, device: String)
  /// A model was read.
  case model(EmotionModel, path: String)
  /// A recording was played to its end.
  case played
  /// A session was saved.
  case saved(path: String)
  /// A session could not be saved; the line says why.
  case unsaved(String)
  /// It could not be done; the line says why.
  case failed(String)
}

extension WorkReport {
  /// Whether the next report of the same work takes its place.
  fileprivate var isPassing: Bool {
    switch self {
    case .progress, .level: true
    default: false
    }
  }
}

/// Reports on their way to the main thread.
final class WorkMailbox: Sendable {
  struct Letter: Sendable {
    var work: Work
    var report: WorkReport
  }

  private let letters = Mutex<[Letter]>([])

  func post(_ report: WorkReport, from work: Work) {
    letters.withLock { held in
      // Of what only says how things stand, the newest is enough.
      if report.isPassing, let last = held.last, last.work === work, last.report.isPassing {
        held.removeLast()
      }
      held.append(Letter(work: work, report: report))
    }
  }

  /// Takes everything there is, oldest first.
  func takeAll() -> [Letter] {
    letters.withLock { held in
      guard !held.isEmpty else { return [] }
      let taken = held
      held = []
      return taken
    }
  }

  /// Starts `body` on a thread of its own; its last report is what it returns.
  func start(usesSound: Bool = false, _ body: @escaping @Sendable (Work) -> WorkReport?) -> Errand {
    let work = Work()
    let thread = JoinableThread { [self] in
      // For this thread alone: capture and recognition go first.
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
      TerminalGuard.protectingThread {
        if let report = body(work) { post(report, from: work) }
      }
      work.finish()
    }
    if thread == nil {
      post(.failed("the system has no thread to give"), from: work)
      work.finish()
    }
    return Errand(work: work, thread: thread, usesSound: usesSound)
  }
}
