import Foundation
import Testing

/// Tests in a real terminal, one at a time, and on a thread of their own: they hardly use the processor, but block theirs while
/// they wait for what is on the screen.
@Suite("the dashboard in a terminal", .serialized, .ownThread)
enum DashboardInTerminal {}

/// The dashboard in a real terminal: tmux with a server, a home folder and a shell of its own.
final class DashboardScreen {
  /// Why there is none; nil where tmux is installed.
  static let missing: String? = tool("tmux", ["-V"]) ? nil : "tmux is not installed"

  /// Why there is no microphone for it; nil where all that is needed is installed.
  static let microphoneMissing: String? =
    missing ?? (tool(script, ["check"]) ? nil : "scripts/virtual-microphone lacks what it needs")

  /// The home folder; settings, recordings and history are below it.
  let home: URL
  private let name = "liveser-test-\(UUID().uuidString.prefix(8))"
  private static let script = sourceTree.appendingPathComponent("scripts/virtual-microphone").path
  private static let clip = sourceTree.appendingPathComponent("share/demo.flac").path

  /// Starts a shell on a screen of this size; with a virtual microphone, where asked for, and none at all otherwise.
  ///
  /// - Parameter variables: further ones of its environment, as `NAME=value`.
  init(
    width: Int = 110, height: Int = 34, hasMicrophone: Bool = false, variables more: [String] = []
  ) throws {
    home = try temporaryFolder()
    let shell = "bash --norc --noprofile -i"
    let command = hasMicrophone ? "\(Self.quoted(Self.script)) run \(shell)" : shell
    var variables = [
      "HOME=\(home.path)", "TERM=xterm-256color", "COLORTERM=truecolor", "LC_ALL=C.UTF-8", "HISTFILE=",
      "LIVESER_MODEL=\(Self.quoted(try Executable.model.get()))",
    ]
    if !hasMicrophone { variables += ["ALSA_CONFIG_PATH=/dev/null", "PULSE_SERVER=unix:/none"] }
    variables += more
    let cleared = ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "NO_COLOR", "TMUX"].map {
      "-u \($0)"
    }
    tmux(
      "-f", "/dev/null", "new-session", "-d", "-s", "t", "-x", "\(width)", "-y", "\(height)",
      (["env"] + cleared + variables + [command]).joined(separator: " "))
    type("PS1='ready> '; cd \(Self.quoted(sourceTree.path)); clear")
    _ = wait { $0.contains("ready>") && !$0.contains("clear") }
  }

  deinit {
    tmux("kill-server")
    try? FileManager.default.removeItem(at: home)
  }

  /// Starts the dashboard and waits until it hears something.
  ///
  /// - Parameter variables: of this run alone, as `NAME=value `.
  func start(_ options: String = "", variables: String = "") -> Bool {
    type("\(variables)\(Self.quoted(Executable.path)) \(options)")
    return wait { $0.contains("mel spectrogram") || $0.contains("silence") || $0.contains("kHz") } != nil
  }

  /// Plays the demo clip into the microphone.
  @discardableResult
  func playClip() throws -> Process {
    try runAtMicrophone("exec $LIVESER_PLAY \(Self.quoted(Self.clip))")
  }

  /// Runs a command of the shell's where the virtual microphone is; in a second window of the same tmux it would be lost.
  ///
  /// - Parameter output: file for what it prints.
  func runAtMicrophone(_ command: String, output: URL? = nil) throws -> Process {
    let variables = try String(contentsOf: home.appendingPathComponent("microphone"), encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", variables + command]
    if let output { try Data().write(to: output) }
    process.standardOutput = try output.map { try FileHandle(forWritingTo: $0) } ?? FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Notes how to use the microphone from outside of the terminal; before `start`.
  func noteMicrophone() {
    type(
      "for v in PULSE_SERVER XDG_RUNTIME_DIR PULSE_SINK LIVESER_VIRTUAL_SERVER LIVESER_PLAY; do "
        + "echo \"export $v='${!v}'\"; done > ~/microphone; clear; echo noted")
    _ = wait { $0.contains("noted") && !$0.contains("clear") }
  }

  /// Pulls the microphone out.
  func cutMicrophone() throws {
    try runAtMicrophone("kill $LIVESER_VIRTUAL_SERVER").waitUntilExit()
  }

  /// Types a line and Enter.
  func type(_ line: String) {
    tmux("send-keys", "-t", "t", "-l", line)
    press("Enter")
  }

  /// Presses keys, as tmux names them.
  func press(_ keys: String...) {
    tmux(["send-keys", "-t", "t"] + keys)
  }

  /// Types text without Enter.
  func enter(_ text: String) {
    tmux("send-keys", "-t", "t", "-l", text)
  }

  /// Sends bytes as a terminal would.
  func send(_ bytes: [UInt8]) {
    tmux(["send-keys", "-t", "t", "-H"] + bytes.map { String($0, radix: 16) })
  }

  /// Takes the terminal away.
  func close() {
    tmux("kill-server")
  }

  /// Pastes text as a terminal does, between marks.
  func paste(_ text: String) throws {
    let file = home.appendingPathComponent("paste")
    try Data(text.utf8).write(to: file)
    tmux("load-buffer", file.path)
    tmux("paste-buffer", "-p", "-t", "t")
  }

  func resize(width: Int, height: Int) {
    tmux("resize-window", "-t", "t", "-x", "\(width)", "-y", "\(height)")
  }

  /// What is on the screen.
  var text: String { tmux("capture-pane", "-p", "-t", "t") }

  /// The same with the sequences for colours.
  var codedText: String { tmux("capture-pane", "-ep", "-t", "t") }

  /// Whether the alternate screen is up, and whether the cursor is shown.
  var modes: (alternate: Bool, cursor: Bool) {
    let flags = tmux("display", "-p", "-t", "t", "#{alternate_on} #{cursor_flag}")
    return (flags.hasPrefix("1"), flags.contains(" 1"))
  }

  /// Waits until the screen is as wanted, twice in a row: of the first frame that has what is wanted, the terminal may
  /// have drawn a part only. Nil after so many seconds.
  func wait(_ seconds: Double = 15, until isWanted: (String) -> Bool) -> String? {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while Date() < deadline {
      let isThere = isWanted(text)
      usleep(30_000)
      guard isThere else { continue }
      let shown = text
      if isWanted(shown) { return shown }
    }
    return nil
  }

  /// The dashboard's process; it has to run.
  var processIdentifier: pid_t? {
    let shell = tmux("display", "-p", "-t", "t", "#{pane_pid}").trimmingCharacters(
      in: .whitespacesAndNewlines)
    return Self.descendants(of: pid_t(shell) ?? -1).first { pid in
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/exe")) == Executable.path
    }
  }

  private static func descendants(of parent: pid_t) -> [pid_t] {
    let children =
      (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(parent)/task"))?.flatMap { task in
        let list =
          (try? String(contentsOfFile: "/proc/\(parent)/task/\(task)/children", encoding: .utf8)) ?? ""
        return list.split(separator: " ").compactMap { pid_t($0) }
      } ?? []
    return children + children.flatMap { descendants(of: $0) }
  }

  private static func quoted(_ path: String) -> String {
    "'" + path.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }

  @discardableResult
  private func tmux(_ words: String...) -> String { tmux(words) }

  @discardableResult
  private func tmux(_ words: [String]) -> String {
    let file = home.appendingPathComponent("tmux.out").path
    guard Self.run(["tmux", "-L", name] + words, output: file) != nil else { return "" }
    return (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
  }

  /// Whether a program ends with status 0.
  private static func tool(_ name: String, _ arguments: [String]) -> Bool {
    run([name] + arguments, output: "/dev/null") == 0
  }

  /// Runs a program to its end with its output in a file; its status, or nil where it did not start.
  ///
  /// Foundation's `Process` waits for a socket that tmux's server inherits and keeps.
  private static func run(_ words: [String], output: String) -> Int32? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    // The threads that tests run on block signals, and so would everything started from them.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var pid = pid_t()
    guard posix_spawnp(&pid, words[0], &actions, &attributes, &arguments, environ) == 0 else { return nil }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 {
      if errno != EINTR { return nil }
    }
    return status
  }
}
