import AudioCapture
import Glibc
import TUI

/// An ear on the device that is marked in the list, for its level alone.
struct DevicePreview {
  /// The device that is marked.
  let device: String
  /// When the mark came to it. It is opened once the mark has rested, so that going through the list opens nothing.
  let begin = ContinuousClock.now
  static let rest = Duration.milliseconds(250)
  /// The listening; nil before it begins.
  var work: Work?
}

extension DashboardLoop {
  /// Shows the level of the device that is marked in the list; no other one is listened to.
  func watchPreview() {
    let marked = interaction.markedDevice
    if preview?.device != marked {
      endPreview()
      preview = marked.map { DevicePreview(device: $0) }
    }
    guard let marked else { return }
    if isInUse(device: marked) {
      interaction.showLevel(state.isPaused ? nil : state.level, ofDevice: marked)
      isDirty = true
    } else if let preview, preview.work == nil, .now - preview.begin >= DevicePreview.rest {
      let mailbox = mailbox
      let errand = mailbox.start(usesSound: true) { Jobs.listen(to: marked, work: $0, mailbox: mailbox) }
      errands.append(errand)
      self.preview?.work = errand.work
    }
  }

  /// Listens to no device of the list any more; its device is free once `endingPreview` is done.
  func endPreview() {
    preview?.work?.cancel()
    endingPreview = preview?.work ?? endingPreview
    preview = nil
  }

  /// Whether the session listens to the device of that name.
  func isInUse(device name: String) -> Bool {
    guard case .microphone(let device) = source, session != nil else { return false }
    return name == device || name == stream?.name
  }
}

extension Jobs {
  /// Reports the level of a device until the work is cancelled, and keeps nothing of what it hears. A device that another
  /// program has is left alone.
  static func listen(to device: String, work: Work, mailbox: WorkMailbox) -> WorkReport? {
    guard let microphone = try? Microphone(device: device) else { return nil }
    let rate = microphone.format.sampleRate
    let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: max(1, rate / 50))
    defer { block.deallocate() }
    var tracker = LevelTracker()
    while !work.isCancelled, let read = try? microphone.read(into: block), read != .end {
      guard case .samples(let count) = read else { continue }
      var span = SampleSpan()
      span.take(UnsafeBufferPointer(rebasing: block[..<count]))
      tracker.take(
        meanSquare: span.meanSquare, peak: span.peak, clippedCount: span.clippedCount, isSpeech: false,
        seconds: Float(count) / Float(rate))
      mailbox.post(.level(tracker.level, device: device), from: work)
      // A microphone is slower than this; a device that makes its samples up is kept from making too many.
      usleep(5_000)
    }
    return nil
  }
}
