import AudioCapture
import Foundation
import Glibc
import Recognition

/// What the settings choose, for commands without a dashboard.
///
/// The file is read, and never changed: setting a broken one aside is for the dashboard, which would overwrite it.
struct SavedChoices {
  /// What a command may ask for, by its name in the file.
  enum Key: String {
    case model, device
  }

  /// Model by name or path; nil where it was not asked for or is not chosen.
  let model: String?
  /// Capture device, likewise.
  let device: String?

  /// Asks for what neither the command line nor the environment decides.
  ///
  /// - Parameters:
  ///   - choice: the model that the user gave.
  ///   - audio: what is listened to; nil where no microphone can be.
  static func read(
    unless choice: String?, audio: AudioChoice? = nil, folders: UserFolders = UserFolders(),
    diagnostics: Diagnostics = .standard
  ) -> SavedChoices {
    var keys: [Key] = []
    let decided = [choice, folders.variable("LIVESER_MODEL")].contains { $0?.isEmpty == false }
    if !decided { keys.append(.model) }
    if audio == .microphone(device: nil) { keys.append(.device) }
    return SavedChoices(keys, path: folders.settings, diagnostics: diagnostics)
  }

  /// Reads the values of `keys` in the file at `path`; one that cannot be used is told, and counts as none.
  init(_ keys: [Key], path: String?, diagnostics: Diagnostics) {
    var values: [Key: String] = [:]
    if !keys.isEmpty, let path, access(path, F_OK) == 0 {
      do throws(Fault) {
        let object = try Self.object(inSettings: path)
        for key in keys {
          guard let value = object[key.rawValue] else { continue }
          if let text = value as? String, !text.isEmpty {
            values[key] = text
          } else {
            diagnostics.report(Self.line(path, "the value of \"\(key.rawValue)\" cannot be used"))
          }
        }
      } catch {
        diagnostics.report(Self.line(path, error.problem))
      }
    }
    model = values[.model]
    device = values[.device]
  }

  private static func line(_ path: String, _ problem: String) -> String {
    "\(path): \(problem); it is not used, see 'liveser doctor'"
  }

  /// Why nothing can be taken from settings that are there.
  private enum Fault: Error {
    case unreadable(String)
    case noObject

    var problem: String {
      switch self {
      case .unreadable(let reason): "cannot be read: \(reason)"
      case .noObject: "is no JSON object"
      }
    }
  }

  private static func object(inSettings path: String) throws(Fault) -> [String: Any] {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .unreadable((error as NSError).systemReason)
    }
    guard let object = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] else {
      throw .noObject
    }
    return object
  }
}

extension RecognitionError {
  /// The whole line; where the device that does not open is the settings', so it says.
  func text(savedDevice: String?) -> String {
    switch self {
    case .audio(.noSuchDevice(let name, _)) where name == savedDevice,
      .audio(.deviceUnavailable(let name, _)) where name == savedDevice:
      return text + "; the settings choose it, '--device default' takes the system's"
    default:
      return text
    }
  }
}
