import AudioCapture
import Glibc
import Recognition
import Synchronization

/// Carries out `liveser classify`.
struct ClassifyCommand {
  let arguments: ClassifyArguments
  let locator: ModelLocator
  var diagnostics = Diagnostics.standard

  /// Prints the verdicts in the order of the inputs.
  func run() throws(OutputError) -> ExitStatus {
    if arguments.format == .csv, arguments.timeline != nil {
      diagnostics.report(
        CommandLineError.misuse(of: .classify, .conflict("--timeline", "--format csv")).text)
      return .wrongUsage
    }
    Interruption.watch(SIGINT)
    let model: EmotionModel
    do throws(RecognitionError) {
      model = try locator.load(arguments.model)
    } catch {
      diagnostics.report(error.text)
      return .someFailed
    }
    var finder = ClassifyInputFinder()
    for path in arguments.paths { finder.add(path.pathBytes) }
    if let list = arguments.filesFrom { finder.add(listedIn: list) }
    return Interruption.signal == nil ? try classify(finder.inputs, model) : .interrupted
  }

  /// Threads that can have their files open at once: each may hold a file, libsndfile's copy of its descriptor, and a folder.
  /// More than 64, or than there are cores, only get in each other's way.
  private static var mostJobs: Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 64 }
    return min(max(64, coreCount), (Int(clamping: limit.rlim_cur) - 64) / 3)
  }

  private func classify(_ inputs: [ClassifyInput], _ model: EmotionModel) throws(OutputError) -> ExitStatus {
    let jobCount = max(1, min(arguments.jobCount ?? Self.coreCount, inputs.count, Self.mostJobs))
    let queue = ClassifyQueue(inputs: inputs)
    let progress = ClassifyProgress(inputs, on: diagnostics)
    let step = arguments.timeline.map { $0 / .seconds(1) }
    let threads = (0..<jobCount).compactMap { _ in
      JoinableThread {
        let worker = ClassifyWorker(
          model: model, timelineStep: step, isStopped: { queue.isClosed },
          advanced: progress.advance(seconds:))
        while let (inputIndex, input) = queue.next(), let result = worker.result(for: input) {
          queue.finish(inputIndex, result)
          progress.finishInput()
        }
      }
    }
    guard !threads.isEmpty else {
      diagnostics.report(RecognitionError.noThread.text)
      return .someFailed
    }
    var isComplete = false
    defer {
      progress.end()
      queue.close()
      // A thread that waits for standard input cannot be joined; what it waits for does not matter any more.
      let isWaiting = !isComplete && inputs.contains(.standardInput)
      if !isWaiting { for thread in threads { thread.join() } }
    }
    var status = ExitStatus.done
    var report = ClassifyReport(format: arguments.format, model: model, isSingle: inputs.count == 1)
    do throws(OutputError) {
      try diagnostics.makingRoom { () throws(OutputError) in try report.begin() }
      while let result = queue.takeResult() {
        if case .failure(let failure) = result.content {
          diagnostics.report("\(result.file): \(failure.problem)")
          status = .someFailed
        }
        // Where both go to one terminal, lines and progress must not mix.
        try diagnostics.makingRoom { () throws(OutputError) in try report.write(result) }
      }
      isComplete = Interruption.signal == nil
      progress.end()
      try report.end()
    } catch {
      // A reader that has gone does not make good what failed before.
      guard error == .closed, status == .someFailed else { throw error }
    }
    return Interruption.signal == nil ? status : .interrupted
  }

  /// Cores there are.
  private static var coreCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
