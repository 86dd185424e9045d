import AllocationCounter
import Glibc

@testable import AudioCapture

/// A capture device that asks for no memory itself, with an overrun now and then, and counts what its reader asks for.
///
/// - Thread: the reader's; the counts once the reader has ended.
final class QuietDevice: PCMStream {
  /// Allocations of the reading thread until it was warm, and until now.
  private(set) var warmCount: UInt64 = 0
  private(set) var lastCount: UInt64 = 0
  private(set) var readCount = 0
  private(set) var overrunCount = 0
  private let sound: UnsafeBufferPointer<Float>
  private let warmReadCount: Int
  private let readLimit: Int
  /// Seconds of the device's clock in a real one.
  private let pace: Double
  private var time = 1_000_000_000
  private var place = 0

  /// What a device of this kind says it agreed to.
  static let setup = MicrophoneSetup(
    sampleRate: 16_000, channelCount: 1, encoding: .f32le, periodFrameCount: 320, bufferFrameCount: 4800)

  /// Plays `sound` over and over, `readLimit` periods in all, and is then gone.
  ///
  /// - Parameter warmReadCount: periods after which the reader counts as warm.
  init(_ sound: UnsafeBufferPointer<Float>, warmReadCount: Int, readLimit: Int, pace: Double) {
    self.sound = sound
    self.warmReadCount = warmReadCount
    self.readLimit = readLimit
    self.pace = pace
  }

  /// Allocations since the reader was warm.
  var allocationCount: UInt64 { lastCount - warmCount }

  func wait(milliseconds: Int32) -> Int32 {
    time += 20_000_000
    usleep(useconds_t(20_000 / pace))
    if readCount % 500 == 499, overrunCount <= readCount / 500 {
      overrunCount += 1
      return -EPIPE
    }
    return 1
  }

  func read(into block: UnsafeMutableRawPointer, frameCount: Int) -> Int {
    lastCount = liveser_allocation_count()
    if readCount <= warmReadCount { warmCount = lastCount }
    readCount += 1
    guard readCount < readLimit else { return -Int(ENODEV) }
    let samples = block.assumingMemoryBound(to: Float.self)
    for index in 0..<frameCount {
      samples[index] = sound[place]
      place += 1
      if place == sound.count { place = 0 }
    }
    return frameCount
  }

  func waitingFrameCount() -> Int? { 0 }
  func resume() -> Int32 { -ENOSYS }
  func prepare() -> Int32 { 0 }
  func start() -> Int32 { 0 }
  func close() {}
  func now() -> Int { time }
  func sleep(_ nanoseconds: Int) { time += nanoseconds }
}
