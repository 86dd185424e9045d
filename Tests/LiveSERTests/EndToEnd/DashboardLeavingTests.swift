import Foundation
import Testing

extension DashboardInTerminal {
  @Suite("leaving the dashboard")
  struct DashboardLeavingTests {
    @Test(
      "q gives the terminal back: settings, screen, cursor and echo",
      .enabled(if: DashboardScreen.missing == nil, "\(DashboardScreen.missing ?? "")"))
    func quitting() throws {
      let screen = try DashboardScreen()
      screen.type("stty -a > ~/before")
      #expect(screen.start())
      #expect(screen.wait { $0.contains("kHz") } != nil)
      #expect(screen.modes == (true, false))
      screen.press("q")
      #expect(screen.wait { $0.contains("ready>") } != nil)
      screen.type("echo status=$?; stty -a > ~/after")
      #expect(screen.wait { $0.contains("echo status=$?") && $0.contains("status=0") } != nil)
      #expect(screen.modes == (false, true))
      try expectSameSettings(screen)
    }

    @Test(
      "a session that cannot be written is told while it runs, and in the status",
      .enabled(if: DashboardScreen.missing == nil, "\(DashboardScreen.missing ?? "")"))
    func lostSession() throws {
      let screen = try DashboardScreen()
      #expect(screen.start("--session /dev/full"))
      #expect(screen.wait { $0.contains("/dev/full: cannot be written: No space left") } != nil)
      screen.press("q")
      #expect(screen.wait { $0.contains("ready>") } != nil)
      screen.type("echo status=$?")
      #expect(screen.wait { $0.contains("status=1") } != nil)
    }

    @Test(
      "a session saved while leaving is told afterwards, and in the status where it cannot be written",
      .enabled(if: DashboardScreen.missing == nil, "\(DashboardScreen.missing ?? "")"),
      arguments: [true, false])
    func saving(isPossible: Bool) throws {
      let screen = try DashboardScreen()
      screen.type("mkdir -p ~/.local/share/liveser")
      if !isPossible { screen.type("touch ~/.local/share/liveser/sessions") }
      #expect(screen.start())
      #expect(screen.wait { $0.contains("kHz") } != nil)
      screen.enter("sq")
      // The line is longer than the screen is wide.
      let text = isPossible ? "thesessionisin/" : ".jsonl:cannotbewritten:Notadirectory"
      let isTold = screen.wait { $0.filter { !$0.isWhitespace }.contains(text) && $0.contains("ready>") }
      #expect(isTold != nil, "\(screen.text)")
      screen.type("echo status=$?")
      #expect(screen.wait { $0.contains("status=\(isPossible ? 0 : 1)") } != nil)
    }

    @Test(
      "signals that end the program give the terminal back first",
      .enabled(if: DashboardScreen.missing == nil, "\(DashboardScreen.missing ?? "")"),
      arguments: [
        (SIGTERM, 143), (SIGHUP, 129), (SIGINT, 130), (SIGQUIT, 131), (SIGSEGV, 139), (SIGABRT, 134),
        (SIGILL, 132), (SIGTRAP, 133), (SIGBUS, 135), (SIGFPE, 136), (SIGUSR1, 138), (SIGALRM, 142),
        (SIGXCPU, 152), (40, 168),
      ])
    func signals(signal: Int32, status: Int) throws {
      let screen = try DashboardScreen(width: 80, height: 24)
      screen.type("ulimit -c 0; stty -a > ~/before")
      #expect(screen.start())
      #expect(screen.wait { $0.contains("kHz") } != nil)
      let pid = try #require(screen.processIdentifier)
      kill(pid, signal)
      #expect(screen.wait { $0.contains("ready>") } != nil)
      screen.type("echo status=$?; stty -a > ~/after")
      #expect(screen.wait { $0.contains("status=\(status)") } != nil, "\(screen.text)")
      #expect(screen.modes == (false, true))
      try expectSameSettings(screen)
    }

    @Test(
      "Ctrl-S does not halt the screen",
      .enabled(if: DashboardScreen.missing == nil, "\(DashboardScreen.missing ?? "")"))
    func noFlowControl() throws {
      let screen = try DashboardScreen()
      screen.type("stty -a > ~/before")
      #expect(screen.start())
      #expect(screen.wait { $0.contains("kHz") } != nil)
      screen.press("C-s", "?")
      #expect(screen.wait { $0.contains("─ keys ─") } != nil)
      screen.press("Escape")
      #expect(screen.wait { !$0.contains("─ keys ─") } != nil)
      screen.press("q")
      #expect(screen.wait { $0.contains("ready>") } != nil)
      screen.type("stty -a > ~/after")
      try expectSameSettings(screen)
    }

    @Test(
      "a terminal that takes nothing any more does not keep the program from ending",
      .enabled(if: DashboardScreen.missing == nil, "\(DashboardScreen.missing ?? "")"))
    func haltedTerminal() throws {
      let screen = try DashboardScreen(width: 80, height: 24)
      screen.type("stty -a > ~/before")
      #expect(screen.start())
      #expect(screen.wait { $0.contains("● speech") } != nil)
      let pid = try #require(screen.processIdentifier)
      let terminal = open("/proc/\(pid)/fd/1", O_RDWR | O_NOCTTY)
      try #require(terminal >= 0)
      defer { close(terminal) }
      #expect(tcflow(terminal, TCOOFF) == 0)
      usleep(300_000)
      for _ in 0..<2 {
        kill(pid, SIGTERM)
        usleep(700_000)
      }
      var isGone = false
      for _ in 0..<100 where !isGone {
        isGone = screen.processIdentifier == nil
        usleep(50_000)
      }
      #expect(isGone)
      #expect(tcflow(terminal, TCOON) == 0)
      screen.type("stty -a > ~/after")
      try expectSameSettings(screen)
    }

    private func expectSameSettings(_ screen: DashboardScreen, _ comment: Comment? = nil) throws {
      func settings(_ name: String) throws -> String {
        try String(contentsOf: screen.home.appendingPathComponent(name), encoding: .utf8)
      }
      _ = screen.wait(5) { _ in (try? settings("after"))?.contains("echoke") == true }
      #expect(try settings("before") == settings("after"), comment)
    }

    @Test(
      "whatever it is at, a signal gives the terminal back as it was",
      .enabled(if: DashboardScreen.missing == nil, "\(DashboardScreen.missing ?? "")"),
      arguments: DashboardMode.all)
    func modes(mode: DashboardMode) throws {
      let screen = try DashboardScreen(width: 100, height: 30)
      if mode.needsHour { try SoundFiles.hourOfZeros(to: screen.home.appendingPathComponent("hour.wav")) }
      screen.type("ulimit -c 0; stty -a > ~/before; clear")
      for (signal, status) in [(SIGSEGV, 139), (SIGILL, 132), (SIGTERM, 143), (SIGHUP, 129), (SIGTRAP, 133)] {
        #expect(screen.start())
        #expect(screen.wait { $0.contains("● speech") } != nil)
        for keys in mode.keys { screen.press(keys) }
        #expect(screen.wait { $0.contains(mode.shows) } != nil, "\(screen.text)")
        #expect(screen.modes == (true, false))
        kill(try #require(screen.processIdentifier), signal)
        #expect(screen.wait { $0.contains("ready>") } != nil, "\(signal)")
        screen.type("echo status=$?; stty -a > ~/after")
        #expect(screen.wait { $0.contains("status=\(status)") } != nil, "\(screen.text)")
        #expect(screen.modes == (false, true), "\(signal)")
        try expectSameSettings(screen, "\(signal)")
        screen.type("rm ~/after; clear")
        #expect(screen.wait { $0.contains("ready>") && !$0.contains("clear") } != nil)
      }
    }

    @Test(
      "a fault in any of its threads gives the terminal back",
      .enabled(if: DashboardScreen.missing == nil, "\(DashboardScreen.missing ?? "")"))
    func threads() throws {
      // Not imported: a signal for one thread of another process.
      typealias Send = @convention(c) (pid_t, pid_t, Int32) -> Int32
      let send = unsafeBitCast(try #require(dlsym(nil, "tgkill")), to: Send.self)
      let screen = try DashboardScreen(width: 80, height: 24)
      screen.type("ulimit -c 0; stty -a > ~/before; clear")
      var names: Set<String> = []
      for index in 0..<4 {
        #expect(screen.start())
        #expect(screen.wait { $0.contains("● speech") } != nil)
        let pid = try #require(screen.processIdentifier)
        let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")
          .compactMap { pid_t($0) }.sorted()
        guard index < threads.count else { break }
        names.insert(try String(contentsOfFile: "/proc/\(pid)/task/\(threads[index])/comm", encoding: .utf8))
        #expect(send(pid, threads[index], SIGSEGV) == 0)
        #expect(screen.wait { $0.contains("ready>") } != nil)
        screen.type("echo status=$?; stty -a > ~/after")
        #expect(screen.wait { $0.contains("status=139") } != nil, "\(screen.text)")
        #expect(screen.modes == (false, true))
        try expectSameSettings(screen)
        screen.type("rm ~/after; clear")
        #expect(screen.wait { $0.contains("ready>") && !$0.contains("clear") } != nil)
      }
      #expect(names.contains("capture\n") && names.count >= 2, "\(names)")
    }

    @Test(
      "Ctrl-Z gives the terminal to the shell, and fg takes it again",
      .enabled(if: DashboardScreen.missing == nil, "\(DashboardScreen.missing ?? "")"))
    func suspending() throws {
      let screen = try DashboardScreen()
      #expect(screen.start())
      #expect(screen.wait { $0.contains("kHz") } != nil)
      screen.press("C-z")
      #expect(screen.wait { $0.contains("Stopped") } != nil)
      #expect(screen.modes == (false, true))
      screen.type("fg")
      #expect(screen.wait { $0.contains("─ mel spectrogram ─") && $0.contains("space record") } != nil)
      #expect(screen.modes == (true, false))
      screen.press("q")
      #expect(screen.wait { $0.contains("ready>") } != nil)
    }

    @Test("off a terminal it says in one line what to use instead")
    func noTerminal() throws {
      for words in [[], ["live"]] {
        let outcome = try Executable.runBare(words)
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.diagnostics.contains("liveser listen"))
        #expect(outcome.diagnostics.split(separator: "\n").count == 1)
      }
    }

    @Test(
      "a terminal that cannot be drawn on, and inputs that cannot be had, are told before the screen changes",
      .enabled(if: DashboardScreen.missing == nil, "\(DashboardScreen.missing ?? "")"),
      arguments: [
        ("TERM=dumb", "", "liveser listen", 2), ("TERM=", "", "liveser listen", 2),
        ("", "--model nowhere", "there is no model 'nowhere'", 1),
        ("", "--input nowhere.wav", "nowhere.wav: there is no such file", 1),
        ("", "--device nowhere", "nowhere", 1), ("", "--session /nowhere/x.jsonl", "cannot be written", 1),
      ])
    func refusals(variable: String, options: String, words: String, status: Int) throws {
      let screen = try DashboardScreen()
      screen.type("\(variable) '\(Executable.path)' \(options); echo \"status\"=$?")
      let shown = screen.wait { $0.contains("status=\(status)") }
      #expect(shown?.replacingOccurrences(of: "\n", with: "").contains(words) == true, "\(screen.text)")
      #expect(screen.modes == (false, true))
    }
  }
}
