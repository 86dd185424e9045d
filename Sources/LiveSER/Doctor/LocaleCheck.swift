import Glibc

/// Whether the locale lets the dashboard draw with more than ASCII.
struct LocaleCheck {
  private let isKnown: Bool
  private let codeset: String
  private let name: String

  /// Takes the user's locale, for characters alone.
  init() {
    isKnown = setlocale(LC_CTYPE, "") != nil
    codeset = nl_langinfo(Int32(CODESET)).map { String(cString: $0) } ?? ""
    // As the library looks for it: the first that is set and not empty.
    let names = ["LC_ALL", "LC_CTYPE", "LANG"].map { (variable: String) in
      getenv(variable).map { String(cString: $0) } ?? ""
    }
    name = names.first { !$0.isEmpty } ?? "C"
  }

  /// What comes of it.
  var checkup: Checkup {
    let remedy = "export LC_ALL=C.UTF-8, or another locale that 'locale -a' lists with UTF-8"
    if !isKnown {
      return .warning(.locale, "\(name) is not installed; the dashboard draws in ASCII", remedy: remedy)
    }
    guard ["UTF-8", "utf8"].contains(codeset) else {
      return .warning(.locale, "\(name) (\(codeset)); the dashboard draws in ASCII", remedy: remedy)
    }
    return .ok(.locale, "\(name) (\(codeset))")
  }
}
