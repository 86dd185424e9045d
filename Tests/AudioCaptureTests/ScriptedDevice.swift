import Foundation
import Glibc

@testable import AudioCapture

/// A capture device that goes wrong as a script says, on a clock of its own: the code that reads microphones runs as it
/// does on ALSA, and hours pass in a moment.
///
/// It stands in a room where the sound never stops: 16,000 frames a second of its clock. The value of a sample is its
/// number in that sound, so that what is delivered tells what was lost.
final class ScriptedDevice: PCMStream {
  /// What goes wrong, each once, in this order.
  enum Fault: Sendable, Equatable {
    /// A wait, or a read, gives this system error number so many times.
    case waitFails(Int32, count: Int = 1)
    case readFails(Int32, count: Int = 1)
    /// Reads give nothing so many times, although the device says it is ready.
    case emptyReads(count: Int)
    /// So many reads give at most so many frames.
    case shortReads(count: Int, frameCount: Int)
    /// A read says it gave more than it was asked for.
    case boastfulRead
    /// The device captures nothing and says nothing for so many seconds.
    case silent(seconds: Double)
    /// It is suspended: it cannot be resumed for so many seconds, then `resume` gives this code.
    case suspended(seconds: Double, result: Int32)
    /// The process does not run for so many seconds, in which the device goes on as long as its buffer lasts.
    case stopped(seconds: Double)
    /// The next `prepare`, or `start`, gives this system error number.
    case prepareFails(Int32)
    case startFails(Int32)
    /// From here on the device's clock runs so much faster than its rate says. Units: parts per million.
    case drift(Double)
    /// From here on it wakes its reader every so many frames.
    case period(Int)
    /// All is well for so many frames.
    case runs(frameCount: Int)
  }

  static let rate = 16_000
  /// What the device says it agreed to.
  static let setup = MicrophoneSetup(
    sampleRate: rate, channelCount: 1, encoding: .f32le, periodFrameCount: 320, bufferFrameCount: 4800)

  /// Frames of sound since the device was made, and those delivered.
  private(set) var soundCount = 0
  private(set) var deliveredCount = 0
  /// Faults that have taken place.
  private(set) var injectedCount = 0
  private(set) var isClosed = false
  /// Calls answered; a reader that spins shows here.
  private(set) var callCount = 0

  private let endless: Bool
  /// Seconds of the device's clock in a real one; nil for as many as there may be.
  private let pace: Double?
  private var owedSleep = 0.0
  private let script: [Fault]
  private var place = 0
  /// What is left of the fault at `place`.
  private var rest = 0
  private var fault: Fault?
  private var time: Int
  /// The sound has been followed up to here, with the part of a frame that is under way.
  private var soundTime: Int
  private var remainder = 0.0
  private var speed = 1.0
  private var period = 320
  private var isRunning = false
  private var isOverrun = false
  private var resumeTime: Int?
  /// Frames captured and not delivered, by their numbers.
  private var held: [Range<Int>] = []

  /// - Parameters:
  ///   - endless: the last fault is repeated for ever.
  ///   - pace: seconds of the device's clock in a real one; it does not wait where nil.
  ///   - startTime: nanoseconds on the device's clock.
  init(_ script: [Fault], endless: Bool = false, pace: Double? = nil, startTime: Int = 1_000_000_000) {
    self.script = script
    self.endless = endless
    self.pace = pace
    time = startTime
    soundTime = startTime
    advance()
  }

  /// A microphone on this device.
  func microphone(watchdog: Duration = .seconds(3)) throws(AudioError) -> Microphone {
    try Microphone(self, name: "scripted", setup: Self.setup, watchdog: watchdog)
  }

  /// Whether the script has been played.
  var isPlayed: Bool { fault == nil }

  /// The value of frame number `index`.
  static func value(_ index: Int) -> Float { Float(index % (1 << 24)) / Float(1 << 24) }

  /// The number a value stands for, up to a multiple of 2^24.
  static func index(_ value: Float) -> Int { Int(value * Float(1 << 24)) }

  // MARK: The script

  private func advance() {
    guard place < script.count || endless else {
      fault = nil
      return
    }
    fault = script[min(place, script.count - 1)]
    place += 1
    injectedCount += 1
    switch fault {
    case .waitFails(_, let count), .readFails(_, let count), .emptyReads(let count),
      .shortReads(let count, _):
      rest = count
    case .runs(let count):
      rest = count
      injectedCount -= 1
    case .drift(let millionths):
      capture()
      speed = 1 + millionths * 1e-6
      advance()
    case .period(let count):
      period = count
      advance()
    case .stopped(let seconds):
      time += Int(seconds * 1e9)
      capture()
      advance()
    case .silent(let seconds):
      rest = Int(seconds * 1e9)
    case .suspended(let seconds, _):
      resumeTime = time + Int(seconds * 1e9)
    case .boastfulRead, .prepareFails, .startFails, nil: break
    }
  }

  /// Uses up one of what is left of the fault.
  private func countDown(_ count: Int = 1) {
    rest -= count
    if rest <= 0 { advance() }
  }

  private var isSilent: Bool {
    switch fault {
    case .silent, .suspended: true
    default: false
    }
  }

  /// Follows the sound up to now and captures it, as far as the device can.
  private func capture() {
    let due = Double(time - soundTime) * 1e-9 * Double(Self.rate) * speed + remainder
    soundTime = time
    let count = Int(due)
    remainder = due - Double(count)
    let new = soundCount..<soundCount + count
    soundCount = new.upperBound
    guard isRunning, !isSilent, !isOverrun, count > 0 else { return }
    if held.last?.upperBound == new.lowerBound {
      held[held.count - 1] = held[held.count - 1].lowerBound..<new.upperBound
    } else {
      held.append(new)
    }
    if waitingCount > Self.setup.bufferFrameCount { isOverrun = true }
  }

  private var waitingCount: Int { held.reduce(0) { $0 + $1.count } }

  private func pass(_ nanoseconds: Int) {
    time += nanoseconds
    if let pace {
      owedSleep += Double(nanoseconds) * 1e-3 / pace
      if owedSleep >= 1000 {
        usleep(useconds_t(owedSleep))
        owedSleep = 0
      }
    }
    capture()
    if case .silent = fault { countDown(nanoseconds) }
  }

  // MARK: What the microphone asks

  func now() -> Int {
    time
  }

  func sleep(_ nanoseconds: Int) {
    callCount += 1
    pass(nanoseconds)
  }

  func wait(milliseconds: Int32) -> Int32 {
    callCount += 1
    // A call takes a little.
    pass(1000)
    if case .waitFails(let code, _) = fault {
      countDown()
      if code == EPIPE { isOverrun = true }
      return -code
    }
    if case .suspended = fault { return -ESTRPIPE }
    let end = time + Int(milliseconds) * 1_000_000
    while !isOverrun, waitingCount < period {
      if time >= end { return 0 }
      let needed = Int(Double(period - waitingCount) / Double(Self.rate) / speed * 1e9) + 1
      pass(min(end - time, isSilent ? 1_000_000 : needed))
    }
    return isOverrun ? -EPIPE : 1
  }

  func read(into block: UnsafeMutableRawPointer, frameCount: Int) -> Int {
    callCount += 1
    pass(1000)
    var wanted = frameCount
    switch fault {
    case .suspended: return -Int(ESTRPIPE)
    case .readFails(let code, _):
      countDown()
      if code == EPIPE { isOverrun = true }
      return -Int(code)
    case .emptyReads:
      countDown()
      return 0
    case .shortReads(_, let count):
      wanted = min(wanted, count)
      countDown()
    default: break
    }
    if isOverrun { return -Int(EPIPE) }
    let count = min(wanted, waitingCount)
    for index in 0..<count {
      let number = held[0].lowerBound
      held[0] = number + 1..<held[0].upperBound
      if held[0].isEmpty { held.removeFirst() }
      block.storeBytes(
        of: Self.value(number).bitPattern.littleEndian, toByteOffset: index * 4, as: UInt32.self)
    }
    deliveredCount += count
    if case .runs = fault { countDown(count) }
    if fault == .boastfulRead, count > 0 {
      advance()
      // Where it gives all it was asked for: what it says beyond is not there.
      if count == frameCount { return count * 3 }
    }
    return count == 0 ? -Int(EAGAIN) : count
  }

  func waitingFrameCount() -> Int? { isOverrun ? nil : waitingCount }

  func resume() -> Int32 {
    callCount += 1
    guard let resumeTime, case .suspended(_, let result) = fault else { return -EBADFD }
    if time < resumeTime { return -EAGAIN }
    self.resumeTime = nil
    capture()
    advance()
    return result
  }

  func prepare() -> Int32 {
    callCount += 1
    if case .prepareFails(let code) = fault {
      advance()
      return -code
    }
    pass(1000)
    held = []
    isOverrun = false
    isRunning = false
    return 0
  }

  func start() -> Int32 {
    callCount += 1
    if case .startFails(let code) = fault {
      advance()
      return -code
    }
    capture()
    isRunning = true
    return 0
  }

  func close() {
    isClosed = true
  }
}
