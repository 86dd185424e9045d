@preconcurrency import CGetopt
import Glibc
import Synchronization

/// What the scanner has to know of an option.
struct OptionShape: Sendable {
  /// Name without dashes.
  var name: String
  /// One-letter form, if it has one. Range: an ASCII letter.
  var letter: Character?
  /// Whether a value follows.
  var takesValue: Bool
}

/// A command's words, told apart.
struct OptionScan: Sendable, Equatable {
  /// A word or pair of words, in the order typed.
  enum Item: Sendable, Equatable {
    /// The option at this index among the shapes, and its value if it takes one.
    case option(Int, value: String?)
    /// A word that is no option: `-`, a path, whatever stands behind `--`.
    case operand(String)
  }

  /// What was understood, up to the failure if there was one.
  var items: [Item] = []
  /// The first thing that was not understood.
  var failure: Misuse?
}

/// Tells options from operands with glibc's `getopt_long`: `--name value`, `--name=value`, unique
/// abbreviations, clusters of letters, options between and behind operands, `--`.
enum OptionScanner {
  /// getopt keeps its place in process-wide variables (`optind`, `optarg`, `optopt`): one scan at a time.
  private static let turn = Mutex(())

  /// Numbers of long options start above every letter's.
  private static let firstLongValue: CInt = 256

  /// Scans `words`, the command line behind the command's name. The environment has no say in it.
  ///
  /// - Thread: any; scans wait for each other.
  static func scan(_ words: [String], for shapes: [OptionShape]) -> OptionScan {
    turn.withLock { _ in scanAlone(words, for: shapes) }
  }

  private static func scanAlone(_ words: [String], for shapes: [OptionShape]) -> OptionScan {
    // getopt takes the first word for the program's name, and both lists end with a null.
    var argv: [UnsafeMutablePointer<CChar>?] = ([Program.name] + words).map { strdup($0) } + [nil]
    let names: [UnsafeMutablePointer<CChar>?] = shapes.map { strdup($0.name) }
    defer { for string in argv + names { free(string) } }
    var longOptions = shapes.indices.map { index in
      option(
        name: names[index], has_arg: shapes[index].takesValue ? required_argument : no_argument,
        flag: nil, val: firstLongValue + CInt(index))
    }
    longOptions.append(option())

    // "-": operands are handed over in their place, whatever POSIXLY_CORRECT says;
    // ":": an absent value is told apart from an unknown option.
    let letters = shapes.compactMap { shape in
      shape.letter.map { "\($0)" + (shape.takesValue ? ":" : "") }
    }
    let shortOptions = "-:" + letters.joined()

    opterr = 0
    optind = 0  // glibc: start afresh, and forget a half-read cluster of letters
    var scan = OptionScan()
    while true {
      let wordIndex = Int(max(optind, 1))
      let result = getopt_long(CInt(words.count + 1), &argv, shortOptions, longOptions, nil)
      if result == -1 { break }
      let value = optarg.map { String(cString: $0) }
      switch result {
      case 1:
        scan.items.append(.operand(value ?? ""))
      case CInt(UInt8(ascii: "?")), CInt(UInt8(ascii: ":")):
        scan.failure = failure(
          isValueMissing: result == CInt(UInt8(ascii: ":")), word: words[wordIndex - 1], shapes: shapes)
        return scan
      default:
        scan.items.append(.option(index(of: result, among: shapes), value: value))
      }
    }
    scan.items += words[Int(optind - 1)...].map { .operand($0) }
    return scan
  }

  private static func index(of value: CInt, among shapes: [OptionShape]) -> Int {
    if value >= firstLongValue { return Int(value - firstLongValue) }
    let letter = Character(UnicodeScalar(UInt8(value)))
    guard let index = shapes.firstIndex(where: { $0.letter == letter }) else {
      preconditionFailure("getopt returned a letter it was not given: \(letter)")
    }
    return index
  }

  /// What `getopt_long` did not like about `word`.
  private static func failure(isValueMissing: Bool, word: String, shapes: [OptionShape]) -> Misuse {
    if isValueMissing { return .missingValue(option: word) }
    let typed = String(word.prefix { $0 != "=" })
    if optopt >= firstLongValue { return .unwantedValue(option: typed) }
    let name = String(typed.drop { $0 == "-" })
    let completions = shapes.map(\.name).filter { $0.hasPrefix(name) }
    if typed.hasPrefix("--"), completions.count > 1 {
      return .ambiguousOption(typed, candidates: completions.map { "--\($0)" })
    }
    let suggestion = Suggestion.nearest(to: name, among: shapes.map(\.name))
    return .unknownOption(typed, suggestion: suggestion.map { "--\($0)" })
  }
}
