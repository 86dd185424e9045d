import Glibc
import Synchronization

/// Gives the terminal back on every signal that ends the process, and tells the loop of those it should heed.
///
/// TERM, HUP and INT first raise a flag, so that the program leaves in order; a second one, half a second later or
/// more, means that it does not, and ends it at once. QUIT, the crashes (SEGV, BUS, ILL, FPE, TRAP, ABRT) and whatever
/// else ends a process that does not heed it end it at once. Ending at once is: put the saved termios back, write the bytes that
/// restore the screen, copy held-back standard error out, take the default disposition and raise the signal again. A
/// terminal that takes nothing any more is not waited for.
/// The handler calls nothing that is not async-signal-safe; all it needs is made ready beforehand.
public enum TerminalGuard {
  private static let orderly = [SIGTERM, SIGHUP, SIGINT]
  private static let immediate =
    [
      SIGQUIT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM,
      SIGPROF, SIGSYS, SIGXCPU, SIGXFSZ, SIGPOLL, SIGPWR, SIGSTKFLT,
    ] + (__libc_current_sigrtmin()...__libc_current_sigrtmax())
  private static let notices = [SIGWINCH, SIGTSTP]

  /// The signal that asks the loop to end; 0 without one.
  static let quitSignal = Atomic<Int32>(0)
  static let isResized = Atomic<Bool>(false)
  static let isSuspendWanted = Atomic<Bool>(false)
  /// Whether the screen is up, so that there is something to restore.
  static let isArmed = Atomic<Bool>(false)
  /// Milliseconds of the monotonic clock at the first orderly signal.
  private static let quitTime = Atomic<Int>(0)

  /// Memory that the handler reads; written only while it is not armed.
  struct Memory {
    var termios = Glibc.termios()
    var bytes: UnsafeMutablePointer<UInt8>?
    var byteCount = 0
    var wakeRead: Int32 = -1
    var wakeWrite: Int32 = -1
    var savedStandardError: Int32 = -1
    var heldStandardError: Int32 = -1
  }
  nonisolated(unsafe) static let memory: UnsafeMutablePointer<Memory> = {
    let memory = UnsafeMutablePointer<Memory>.allocate(capacity: 1)
    memory.initialize(to: Memory())
    return memory
  }()

  /// Has the handlers give the terminal back from now on. `bytes` put the screen back; `termios` is the state from before.
  static func arm(bytes: [UInt8], termios: termios) {
    isArmed.store(false, ordering: .sequentiallyConsistent)
    memory.pointee.bytes?.deallocate()
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(bytes.count, 1))
    for (index, byte) in bytes.enumerated() { copy[index] = byte }
    memory.pointee.bytes = copy
    memory.pointee.byteCount = bytes.count
    memory.pointee.termios = termios
    isArmed.store(true, ordering: .sequentiallyConsistent)
  }

  /// Installs the handlers; they leave the terminal alone until it is armed. Before ncurses starts, which then
  /// keeps its own from INT, TERM, TSTP and WINCH.
  static func install() {
    // Every global the handler reads is touched here: the first use of one may lock.
    quitSignal.store(0, ordering: .sequentiallyConsistent)
    quitTime.store(0, ordering: .sequentiallyConsistent)
    isArmed.store(false, ordering: .sequentiallyConsistent)
    isResized.store(false, ordering: .sequentiallyConsistent)
    isSuspendWanted.store(false, ordering: .sequentiallyConsistent)
    if memory.pointee.wakeRead < 0 {
      var ends: [Int32] = [-1, -1]
      if pipe(&ends) == 0 {
        for end in ends {
          _ = fcntl(end, F_SETFL, O_NONBLOCK)
          _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        memory.pointee.wakeRead = ends[0]
        memory.pointee.wakeWrite = ends[1]
      }
    }
    protectThread()
    for signal in orderly + notices { set(signal, SA_RESTART | SA_ONSTACK) }
    for signal in immediate { set(signal, SA_ONSTACK) }
  }

  /// Takes the default dispositions again, but for a hang-up's where it is to be ignored.
  static func disarm(ignoresHangUp: Bool = false) {
    isArmed.store(false, ordering: .sequentiallyConsistent)
    for signal in orderly + immediate + notices {
      Glibc.signal(signal, ignoresHangUp && signal == SIGHUP ? SIG_IGN : SIG_DFL)
    }
  }

  static func setHandler(_ signal: Int32) {
    set(signal, SA_RESTART | SA_ONSTACK)
  }

  /// Runs `body` with a stack of its own for signals, so that the terminal is restored when the calling thread's stack
  /// overflows. Threads that do not call it are covered against everything else.
  public static func protectingThread(_ body: () -> Void) {
    let memory = protectThread()
    body()
    guard let memory else { return }
    var none = stack_t(ss_sp: nil, ss_flags: Int32(SS_DISABLE), ss_size: 0)
    sigaltstack(&none, nil)
    munmap(memory, signalStackSize)
  }

  private static let signalStackSize = 64 * 1024

  @discardableResult
  private static func protectThread() -> UnsafeMutableRawPointer? {
    let memory = mmap(nil, signalStackSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard memory != MAP_FAILED else { return nil }
    var stack = stack_t(ss_sp: memory, ss_flags: 0, ss_size: signalStackSize)
    sigaltstack(&stack, nil)
    return memory
  }

  private static func set(_ signal: Int32, _ flags: Int32) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { TerminalGuard.handle($0) }
    action.sa_flags = flags
    sigemptyset(&action.sa_mask)
    sigaction(signal, &action, nil)
  }

  private static func handle(_ signal: Int32) {
    let savedError = errno
    defer { errno = savedError }
    switch signal {
    case SIGWINCH: isResized.store(true, ordering: .sequentiallyConsistent)
    case SIGTSTP: isSuspendWanted.store(true, ordering: .sequentiallyConsistent)
    case SIGTERM, SIGHUP, SIGINT:
      let now = milliseconds()
      if quitSignal.exchange(signal, ordering: .sequentiallyConsistent) == 0 {
        quitTime.store(now, ordering: .sequentiallyConsistent)
      } else if now - quitTime.load(ordering: .sequentiallyConsistent) > 500 {
        endAtOnce(signal)
      }
    default: endAtOnce(signal)
    }
    Terminal.wake()
  }

  private static func endAtOnce(_ signal: Int32) {
    restoreNow()
    Glibc.signal(signal, SIG_DFL)
    // Still blocked here; it is delivered when the handler returns.
    raise(signal)
  }

  /// Puts the terminal and standard error back with async-signal-safe calls alone; once.
  static func restoreNow() {
    guard isArmed.exchange(false, ordering: .sequentiallyConsistent) else { return }
    let held = memory.pointee
    // From the background, tcsetattr would stop the process.
    Glibc.signal(SIGTTOU, SIG_IGN)
    withUnsafePointer(to: &memory.pointee.termios) { _ = tcsetattr(STDIN_FILENO, TCSANOW, $0) }
    if let bytes = held.bytes { writeSoon(bytes, held.byteCount, to: STDOUT_FILENO) }
    if held.savedStandardError >= 0 {
      dup2(held.savedStandardError, STDERR_FILENO)
      copyHeldError(from: held.heldStandardError)
    }
  }

  /// Writes as long as the descriptor takes something within 200 ms: output may be halted, or its reader asleep.
  private static func writeSoon(_ bytes: UnsafeRawPointer, _ byteCount: Int, to descriptor: Int32) {
    var written = 0
    while written < byteCount {
      var state = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      let readyCount = poll(&state, 1, 200)
      // Another signal.
      if readyCount < 0, errno == EINTR { continue }
      guard readyCount > 0 else { return }
      // No more than what surely fits where there is room for anything.
      let count = write(descriptor, bytes + written, min(64, byteCount - written))
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return }
      written += count
    }
  }

  /// Copies at most the last 8 KiB of what was held back.
  private static func copyHeldError(from descriptor: Int32) {
    let end = lseek(descriptor, 0, SEEK_END)
    guard end > 0 else { return }
    lseek(descriptor, max(0, end - 8192), SEEK_SET)
    withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 1) { block in
      while true {
        let count = read(descriptor, block.baseAddress, block.count)
        if count <= 0 { break }
        if let bytes = block.baseAddress { writeSoon(bytes, count, to: STDERR_FILENO) }
      }
    }
  }

  private static func milliseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }
}
