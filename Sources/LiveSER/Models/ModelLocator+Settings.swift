import Foundation
import Glibc

extension ModelLocator {
  /// A locator that knows the settings' model where they are to be asked: without a choice by the user and the environment.
  ///
  /// The settings are read, and never changed: setting a broken file aside is for the dashboard, which would overwrite it.
  static func withSettings(
    unless choice: String?, folders: UserFolders = UserFolders(), diagnostics: Diagnostics = .standard
  ) -> ModelLocator {
    var locator = ModelLocator()
    let decided = [choice, locator.variable("LIVESER_MODEL")].contains { $0?.isEmpty == false }
    guard !decided, let path = folders.settings, access(path, F_OK) == 0 else { return locator }
    do throws(SettingsFault) {
      locator.settingsModel = try model(inSettings: path)
    } catch {
      diagnostics.report("\(path): \(error.problem); it is not used, see 'liveser doctor'")
    }
    return locator
  }

  /// Why settings name no model although they should.
  private enum SettingsFault: Error {
    case unreadable(String)
    case noObject
    case value

    var problem: String {
      switch self {
      case .unreadable(let reason): "cannot be read: \(reason)"
      case .noObject: "is no JSON object"
      case .value: "the value of \"model\" cannot be used"
      }
    }
  }

  private static func model(inSettings path: String) throws(SettingsFault) -> String? {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .unreadable((error as NSError).systemReason)
    }
    guard let object = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] else {
      throw .noObject
    }
    guard let value = object["model"] else { return nil }
    guard let name = value as? String, !name.isEmpty else { throw .value }
    return name
  }
}
