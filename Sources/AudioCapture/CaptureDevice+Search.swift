import CALSA
import Glibc

extension CaptureDevice {
  /// Finds a device by its exact ALSA name, or else by part of its description, in any case.
  ///
  /// - Errors: `noSuchDevice`, with the names there are.
  public static func find(_ name: String, in devices: [CaptureDevice] = list()) throws(AudioError)
    -> CaptureDevice
  {
    if let exact = devices.first(where: { $0.name == name }) { return exact }
    let wanted = name.lowercased()
    let match = devices.first {
      $0.description.lowercased().contains(wanted) || $0.name.lowercased().contains(wanted)
    }
    if let match, !wanted.isEmpty { return match }
    throw .noSuchDevice(name: name, available: devices.map(\.name))
  }

  /// Opens a device by any name that ALSA knows, listed or not, or else by what `find` finds, if it is to search.
  ///
  /// - Returns: the open device, without blocking reads, and its ALSA name.
  /// - Errors: `noSuchDevice`, `deviceUnavailable`.
  static func open(_ name: String, searches: Bool = true) throws(AudioError) -> (OpaquePointer, String) {
    var opened: OpaquePointer?
    var code = openNow(&opened, name)
    if code == 0, let opened { return (opened, name) }
    guard searches, [ENOENT, ENODEV, ENXIO, EINVAL].contains(-code) else {
      throw .deviceUnavailable(name: name, reason: ALSALibrary.reason(code))
    }
    let found = try find(name).name
    if found != name { code = openNow(&opened, found) }
    guard code == 0, let opened else {
      throw .deviceUnavailable(name: found, reason: ALSALibrary.reason(code))
    }
    return (opened, found)
  }
}
