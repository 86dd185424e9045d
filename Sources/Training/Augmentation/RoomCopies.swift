import DSP

/// Puts clips into rooms, sample by sample: recorded rooms, and made-up ones, of which there is no end.
///
/// The room of a copy depends on the clip's file name and the copy's number alone.
public struct RoomCopies: Sendable {
  private let recordings: [[Float]]
  private let recordedShare: Float
  private let synthesizer: RoomSynthesizer

  /// Prepares copies at `sampleRate`.
  ///
  /// - Parameter recordings: room responses at that rate; without any, all rooms are made up.
  /// - Parameter recordedShare: share of the copies that take a recorded room.
  public init(recordings: [[Float]], recordedShare: Float, sampleRate: Int) {
    self.recordings = recordings
    self.recordedShare = recordings.isEmpty ? 0 : recordedShare
    synthesizer = RoomSynthesizer(sampleRate: sampleRate)
  }

  /// What is drawn for a copy: how fast the clip is played, and the room.
  public func draw(path: String, copyIndex: Int, speeds: [Double]) -> (speed: Double, response: [Float]) {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    var random = SeededGenerator(
      seed: 0x500_0050, stream: ContentHash.number(of: name), UInt64(copyIndex))
    let speed = speeds[random.nextIndex(below: speeds.count)]
    guard random.nextFloat() < recordedShare else { return (speed, synthesizer.response(&random)) }
    return (speed, recordings[random.nextIndex(below: recordings.count)])
  }

  /// `samples` in the room with `response`, no louder or softer for it.
  public static func reverberate(_ samples: [Float], response: [Float]) throws(TrainingError) -> [Float] {
    let energy = response.reduce(0) { $0 + Double($1 * $1) }
    guard energy > 0 else { return samples }
    let scale = Float(1 / energy.squareRoot())
    do {
      return try SignalConvolution.convolve(samples, with: response.map { $0 * scale })
    } catch {
      throw .recipe(path: "", place: "augmentation.roomProbability", reason: "\(error)")
    }
  }
}
