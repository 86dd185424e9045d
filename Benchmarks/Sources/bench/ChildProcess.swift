import Glibc

/// A program that could not be measured.
struct BenchFailure: Error, CustomStringConvertible {
  var description: String
}

/// A program under way, started by posix_spawn so that its own resource use can be had in the end.
struct ChildProcess {
  /// What a run took.
  struct Use {
    /// Exit status; over 128 for a signal.
    var status: Int32
    /// Most memory resident at once, in bytes.
    var peakByteCount: Int
    /// User and system time, in seconds.
    var processorSeconds: Double
  }

  let identifier: pid_t

  /// POSIX_SPAWN_SETSID of <spawn.h>, which Swift does not import.
  private static let startsSession: Int16 = 0x80

  /// Starts `words`, searched along PATH.
  ///
  /// - Parameter terminal: path of a terminal that becomes its controlling one and its three streams.
  init(
    _ words: [String], environment: [String: String?] = [:], output: Int32? = nil, input: Int32? = nil,
    terminal: String? = nil, isQuiet: Bool = true
  ) throws {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    if let terminal {
      // A session leader's first terminal becomes its controlling terminal.
      posix_spawnattr_setflags(&attributes, Self.startsSession)
      posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
      posix_spawn_file_actions_adddup2(&actions, 0, 1)
      posix_spawn_file_actions_adddup2(&actions, 0, 2)
    } else {
      if let input {
        posix_spawn_file_actions_adddup2(&actions, input, 0)
      } else {
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
      }
      if let output {
        posix_spawn_file_actions_adddup2(&actions, output, 1)
      } else {
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
      }
      if isQuiet { posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) }
    }
    var variables = Self.environment()
    for (name, value) in environment { variables[name] = value }
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var settings: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for pointer in arguments + settings { free(pointer) } }
    var identifier: pid_t = 0
    let failure = posix_spawnp(&identifier, words[0], &actions, &attributes, &arguments, &settings)
    guard failure == 0 else {
      throw BenchFailure(description: "\(words[0]) does not start: \(String(cString: strerror(failure)))")
    }
    self.identifier = identifier
  }

  /// Waits for the end.
  func wait() -> Use {
    var status: Int32 = 0
    var usage = rusage()
    while wait4(identifier, &status, 0, &usage) < 0, errno == EINTR {}
    let signal = status & 0x7F
    let seconds = [usage.ru_utime, usage.ru_stime].reduce(0.0) {
      $0 + Double($1.tv_sec) + Double($1.tv_usec) * 1e-6
    }
    return Use(
      status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, peakByteCount: usage.ru_maxrss * 1024,
      processorSeconds: seconds)
  }

  /// Asks it to end, and waits.
  func end() {
    kill(identifier, SIGTERM)
    _ = wait()
  }

  /// Processor time of all its threads so far, in seconds, exact to the nanosecond.
  var processorSeconds: Double {
    var clock = clockid_t()
    var time = timespec()
    guard clock_getcpuclockid(identifier, &clock) == 0, clock_gettime(clock, &time) == 0 else { return .nan }
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Runs `words` to the end.
  ///
  /// - Returns: what it wrote, its use, and the seconds until its first byte and until its end.
  static func run(
    _ words: [String], environment: [String: String?] = [:], isQuiet: Bool = true
  ) throws -> (output: [UInt8], use: Use, firstByte: Double, seconds: Double) {
    let ends = try makePipe()
    defer { close(ends.reader) }
    let begin = now()
    let child: ChildProcess
    do {
      defer { close(ends.writer) }
      child = try ChildProcess(words, environment: environment, output: ends.writer, isQuiet: isQuiet)
    }
    var output: [UInt8] = []
    var firstByte = Double.nan
    var block = [UInt8](repeating: 0, count: 65_536)
    while case let count = read(ends.reader, &block, block.count), count > 0 {
      if output.isEmpty { firstByte = now() - begin }
      output += block[..<count]
    }
    let use = child.wait()
    return (output, use, firstByte, now() - begin)
  }

  /// A pipe whose ends other children do not inherit.
  static func makePipe() throws -> (reader: Int32, writer: Int32) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw BenchFailure(description: "there is no pipe to be had") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  /// Seconds on the monotonic clock.
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private static func environment() -> [String: String] {
    var result: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      let parts = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { result[String(parts[0])] = String(parts[1]) }
      entry += 1
    }
    return result
  }
}
