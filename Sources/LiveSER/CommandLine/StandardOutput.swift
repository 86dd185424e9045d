import Glibc

/// Why data could not be written to standard output.
enum OutputError: Error, Sendable, Equatable {
  /// The reader has gone (`| head`): nothing is wrong, and nothing is left to do.
  case closed
  /// The system refused; `reason` is its word.
  case failed(reason: String)
}

/// Where data goes: standard output, written at once so that readers of a pipe see every line when it is made.
struct StandardOutput: Sendable {
  /// File descriptor written to.
  var descriptor: CInt = STDOUT_FILENO

  /// Makes a gone reader an `OutputError.closed` instead of the end of the process. Call once at the start.
  static func survivesClosedPipes() {
    signal(SIGPIPE, SIG_IGN)
  }

  /// Writes all of `text`.
  ///
  /// - Thread: any; a text up to 4096 bytes long is not torn by others on a pipe.
  func write(_ text: String) throws(OutputError) {
    var text = text
    let errorNumber = text.withUTF8 { bytes in Descriptor.write(bytes, to: descriptor) }
    switch errorNumber {
    case 0: return
    case EPIPE: throw .closed
    default: throw .failed(reason: String(cString: strerror(errorNumber)))
    }
  }
}

/// Plain writing to a file descriptor.
enum Descriptor {
  /// Writes all of `bytes`, waiting where the descriptor makes one wait; the error number, or 0.
  static func write(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: CInt) -> CInt {
    var rest = bytes[...]
    while !rest.isEmpty {
      let slice = UnsafeBufferPointer(rebasing: rest)
      let count = Glibc.write(descriptor, slice.baseAddress, slice.count)
      if count >= 0 {
        rest = rest.dropFirst(count)
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, -1)
      default: return errno
      }
    }
    return 0
  }
}
