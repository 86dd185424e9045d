import Foundation

extension NSError {
  /// The system's word for what failed beneath Foundation's, or Foundation's own.
  var systemReason: String {
    let cause = (userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError }
    if let cause, cause.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(cause.code))) }
    return localizedFailureReason ?? localizedDescription
  }
}
