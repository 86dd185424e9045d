import AudioCapture
import Glibc
import Recognition
import Synchronization

/// Something done on a thread of its own, away from keys and screen.
final class Work: Sendable {
  private let cancelled = Atomic<Bool>(false)

  /// Asks the work to end soon; what it reports from now on is not heeded.
  func cancel() { cancelled.store(true, ordering: .relaxed) }

  var isCancelled: Bool { cancelled.load(ordering: .relaxed) }
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
  /// A model was read.
  case model(EmotionModel, name: String)
  /// A recording was played to its end.
  case played
  /// A session was saved.
  case saved(path: String)
  /// It could not be done; the line says why.
  case failed(String)
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
      // One progress report at a time is enough.
      if case .progress = report, let last = held.last, last.work === work, case .progress = last.report {
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
  func start(_ body: @escaping @Sendable (Work) -> WorkReport?) -> (work: Work, thread: JoinableThread?) {
    let work = Work()
    let thread = JoinableThread { [self] in
      // For this thread alone: capture and recognition go first.
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
      if let report = body(work) { post(report, from: work) }
    }
    if thread == nil { post(.failed("the system has no thread to give"), from: work) }
    return (work, thread)
  }
}
