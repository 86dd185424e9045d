import Glibc

extension Program {
  /// Carries out the words typed behind the program's name.
  static func start(_ words: [String]) -> ExitStatus {
    StandardOutput.survivesClosedPipes()
    fillStandardDescriptors()
    restoreQuit()
    do throws(CommandLineError) {
      let command = try CommandLineParser().parse(words)
      do throws(OutputError) {
        return try run(command, words: words)
      } catch {
        switch error {
        // Commands see to what failed before themselves.
        case .closed: return Interruption.signal == SIGINT ? .interrupted : .done
        case .failed(let reason):
          Diagnostics.standard.report("standard output cannot be written: \(reason)")
          return .someFailed
        }
      }
    } catch {
      Diagnostics.standard.report(error.text)
      return .wrongUsage
    }
  }

  /// Lets Ctrl-\ end the program, where Swift's own handler would print a crash report and go on; whoever started it may
  /// have had it ignored, as shells do in the background of scripts.
  private static func restoreQuit() {
    var current = sigaction()
    sigaction(SIGQUIT, nil, &current)
    guard unsafeBitCast(current.__sigaction_handler.sa_handler, to: Int.self) != 1 else { return }  // SIG_IGN
    signal(SIGQUIT, SIG_DFL)
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGQUIT)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Puts something in the place of standard descriptors that are closed, so that no pipe or file of the program's own gets
  /// their numbers; using them fails as it would without.
  private static func fillStandardDescriptors() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is given, which is this one.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Carries out one command.
  static func run(_ command: ParsedCommand, words: [String] = []) throws(OutputError) -> ExitStatus {
    switch command {
    case .help(let topic):
      try StandardOutput().write(HelpText.text(on: topic, from: .all))
    case .version:
      try StandardOutput().write("\(name) \(version)\n")
    case .live(let arguments):
      return LiveCommand(arguments: arguments).run()
    case .train(let arguments):
      return try TrainCommand.run(arguments, command: commandLine(words))
    case .features(let arguments): return try FeaturesCommand.run(arguments)
    case .models(let arguments): return try ModelsCommand.run(arguments)
    case .evaluate(let arguments):
      return try EvaluateCommand.run(arguments, command: commandLine(words))
    case .classify(let arguments):
      let saved = SavedChoices.read(unless: arguments.model)
      return try ClassifyCommand(arguments: arguments, locator: ModelLocator(settingsModel: saved.model))
        .run()
    case .listen(let arguments):
      return try ListenCommand(
        arguments: arguments, saved: .read(unless: arguments.model, audio: arguments.audio)
      ).run()
    case .record(let arguments):
      return try RecordCommand(
        arguments: arguments,
        saved: .read(unless: arguments.model, audio: .microphone(device: arguments.device))
      ).run()
    case .devices(let arguments):
      return try DevicesCommand(arguments: arguments).run()
    case .doctor(let arguments):
      return try DoctorCommand(arguments: arguments).run()
    }
    return .done
  }

  /// The command as it was typed, for records of what was run.
  private static func commandLine(_ words: [String]) -> String {
    ([name] + words).map { $0.contains(" ") ? "\"\($0)\"" : $0 }.joined(separator: " ").visible
  }
}
