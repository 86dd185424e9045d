import Glibc

/// Descriptors for libsndfile.
enum SoundFileDescriptor {
  /// A second descriptor of the file that `descriptor` is open on, with the same position, for libsndfile to own.
  ///
  /// Where libsndfile fails to open, it closes the descriptor it was given, even one it was told to leave open. Closing
  /// that one again would close whatever another thread has since opened under its number.
  ///
  /// - Returns: -1 with `errno` where the process can have no more.
  static func copy(of descriptor: Int32) -> Int32 {
    fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
  }
}
