import CNcurses
import Glibc

/// The C library's view of characters, in its UTF-8 locale.
enum LocaleForTests {
  static let isUTF8: Bool = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil) != nil

  static func width(_ scalar: UInt32) -> Int {
    guard let locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil) else { return -1 }
    let before = uselocale(locale)
    defer {
      uselocale(before)
      freelocale(locale)
    }
    return Int(liveser_width(scalar))
  }
}
