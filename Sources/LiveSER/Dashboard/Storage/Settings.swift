import Foundation
import Glibc
import TUI

/// What the program remembers from one start to the next.
struct Settings {
  /// Model by name or path.
  var model: String?
  /// Capture device.
  var device: String?
  /// Theme by name.
  var theme: String?
  /// Frames drawn a second. Range: `frameRates`.
  var frameRate: Int?
  /// Everything else the file holds, kept as it is.
  private var others: [String: Any] = [:]
  /// Why the file that is there could not be read: it is not written over.
  private var obstacle: String?

  static let frameRates = 1...120

  /// Reads the settings at `path`; none where there is no file.
  ///
  /// - Returns: lines to tell the user: unknown keys, values that cannot be used, a file that was set aside or that cannot
  ///   be read, in whose place nothing is saved.
  static func load(path: String?) -> (settings: Settings, remarks: [String]) {
    guard let path else { return (Settings(), []) }
    if access(path, R_OK) != 0 {
      if [ENOENT, ENOTDIR].contains(errno) { return (Settings(), []) }
      return unreadable(path, String(cString: strerror(errno)))
    }
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      return unreadable(path, (error as NSError).systemReason)
    }
    guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
      return (Settings(), [setAside(path)])
    }
    var settings = Settings()
    var remarks: [String] = []
    var unknown: [String] = []
    for (key, value) in object.sorted(by: { $0.key < $1.key }) {
      switch (key, value) {
      case ("model", let text as String) where !text.isEmpty: settings.model = text
      case ("device", let text as String) where !text.isEmpty: settings.device = text
      case ("theme", let text as String) where Theme.named(text) != nil: settings.theme = text
      case ("fps", let number as NSNumber)
      where frameRates.contains(number.intValue) && String(cString: number.objCType) != "c":
        settings.frameRate = number.intValue
      case ("model", _), ("device", _), ("theme", _), ("fps", _):
        settings.others[key] = value
        remarks.append("\(path): the value of \"\(key)\" cannot be used")
      default:
        settings.others[key] = value
        unknown.append(key)
      }
    }
    if !unknown.isEmpty {
      let keys = unknown.map { "\"\($0)\"" }.joined(separator: ", ")
      remarks.append("\(path): unknown, kept as it is: \(keys)")
    }
    return (settings, remarks)
  }

  private static func unreadable(_ path: String, _ reason: String) -> (Settings, [String]) {
    var settings = Settings()
    settings.obstacle = reason
    return (settings, ["\(path) cannot be read: \(reason); nothing is saved there"])
  }

  /// Writes the settings to `path`.
  ///
  /// - Errors: also where the file that is there could not be read.
  func save(path: String) throws(PrivateFile.Failure) {
    if let obstacle {
      throw PrivateFile.Failure(path: path, reason: "what is there cannot be read: \(obstacle)")
    }
    var object = others
    if let model { object["model"] = model }
    if let device { object["device"] = device }
    if let theme { object["theme"] = theme }
    if let frameRate { object["fps"] = frameRate }
    guard
      let data = try? JSONSerialization.data(
        withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    else { return }
    try PrivateFile.replace(path, with: String(decoding: data, as: UTF8.self) + "\n")
  }

  /// Renames a file that is no JSON object, so that it is neither used nor lost.
  private static func setAside(_ path: String) -> String {
    for number in 1...99 {
      let aside = "\(path).broken\(number == 1 ? "" : "-\(number)")"
      if FileManager.default.fileExists(atPath: aside) { continue }
      if rename(path, aside) == 0 { return "\(path) is no JSON object: it is now \(aside)" }
      break
    }
    return "\(path) is no JSON object; it is not used"
  }
}
