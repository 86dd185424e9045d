import Foundation

/// Whether the settings can be used. Nothing is changed: the dashboard would set a broken file aside.
struct SettingsCheck {
  /// What came out.
  let checkup: Checkup
  /// The model that they name.
  var model: String?
  /// The device that they name.
  var device: String?

  init(path: String?) {
    guard let path else {
      checkup = .warning(
        .settings, "there is no place for settings: HOME is not set",
        remedy: "set HOME, or the dashboard forgets what was chosen")
      return
    }
    guard FileManager.default.fileExists(atPath: path) else {
      checkup = .ok(.settings, "none yet (\(path))")
      return
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      checkup = .failed(
        .settings, "\(path): cannot be read", remedy: "check its permissions: chmod 600, and whose it is")
      return
    }
    guard (try? JSONSerialization.jsonObject(with: data)) is [String: Any] else {
      checkup = .failed(
        .settings, "\(path): is no JSON object",
        remedy: "repair or delete it; the dashboard will put it aside and begin with none")
      return
    }
    let (settings, remarks) = Settings.load(path: path)
    model = settings.model
    device = settings.device
    let chosen = [model.map { "model \($0)" }, device.map { "device \($0)" }].compactMap(\.self)
    checkup =
      remarks.isEmpty
      ? .ok(.settings, ([path] + chosen).joined(separator: ", "))
      : .warning(.settings, remarks.joined(separator: "; "), remedy: "correct or remove what is named")
  }
}
