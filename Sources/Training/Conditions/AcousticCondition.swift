import DSP
import Glibc

/// A change of the test sound, on the samples, against which a model is scored besides the clean clips.
public enum AcousticCondition: String, Sendable, CaseIterable, Codable {
  /// Recorded noise at 20 dB below the speech.
  case noise20
  /// Recorded noise at 10 dB below the speech.
  case noise10
  /// 20 dB quieter.
  case quiet
  /// 20 dB louder, in floating point, without clipping.
  case loud
  /// Only 300 to 3400 Hz.
  case telephone
  /// In a small room, where the direct sound is no more than 9 dB below what the walls add.
  case room
  /// Far from the microphone or in the room next door, where the walls add more than that.
  case farRoom = "far-room"

  /// All names, as the command line takes them.
  public static let names = allCases.map(\.rawValue)

  /// `samples` under this condition.
  ///
  /// - Parameter noises, rooms: recordings at the same rate; the draw depends on `random` alone.
  /// - Errors: `recipe` where there is no memory for a room.
  public func applied(
    to samples: [Float], sampleRate: Int, noises: [[Float]], rooms: [[Float]], _ random: inout SeededGenerator
  ) throws(TrainingError) -> [Float] {
    switch self {
    case .noise20: Self.mix(samples, noises: noises, ratio: 20, &random)
    case .noise10: Self.mix(samples, noises: noises, ratio: 10, &random)
    case .quiet: samples.map { $0 * 0.1 }
    case .loud: samples.map { $0 * 10 }
    case .telephone: TelephoneBand(sampleRate: sampleRate).applied(to: samples)
    case .room: try Self.reverberate(samples, rooms: rooms.filter { Self.isNear($0, sampleRate) }, &random)
    case .farRoom:
      try Self.reverberate(samples, rooms: rooms.filter { !Self.isNear($0, sampleRate) }, &random)
    }
  }

  /// Whether there is a room for this condition among `rooms`; true where it asks for none.
  public func canUse(rooms: [[Float]], sampleRate: Int) -> Bool {
    switch self {
    case .room: rooms.contains { Self.isNear($0, sampleRate) }
    case .farRoom: rooms.contains { !Self.isNear($0, sampleRate) }
    case .noise10, .noise20, .quiet, .loud, .telephone: true
    }
  }

  /// Whether a room's response is that of a speaker near the microphone: its loudest 5 ms, the direct sound, hold at
  /// least -9 dB of what comes after.
  static func isNear(_ response: [Float], _ sampleRate: Int) -> Bool {
    guard let loudest = response.indices.max(by: { abs(response[$0]) < abs(response[$1]) }) else {
      return false
    }
    let reach = sampleRate / 400
    let end = min(loudest + reach, response.count)
    func energy(_ range: Range<Int>) -> Double {
      range.reduce(0) { $0 + Double(response[$1] * response[$1]) }
    }
    return energy(max(0, loudest - reach)..<end) >= 0.126 * energy(end..<response.count)
  }

  /// Adds a noise whose power is `ratio` dB below that of the speech without its pauses.
  static func mix(
    _ samples: [Float], noises: [[Float]], ratio: Float, _ random: inout SeededGenerator
  ) -> [Float] {
    guard !noises.isEmpty, !samples.isEmpty else { return samples }
    let noise = noises[random.nextIndex(below: noises.count)]
    guard !noise.isEmpty else { return samples }
    let offset = random.nextIndex(below: noise.count)
    let noisePower = noise.reduce(0) { $0 + Double($1 * $1) } / Double(noise.count)
    let speechPower = activePower(of: samples)
    guard noisePower > 0, speechPower > 0 else { return samples }
    let factor = Float((speechPower / noisePower).squareRoot()) * powf(10, -ratio / 20)
    return samples.indices.map { samples[$0] + factor * noise[(offset + $0) % noise.count] }
  }

  /// Mean power of the blocks of 320 samples (20 ms at 16 kHz) within 20 dB of the loudest: the speech without its pauses.
  private static func activePower(of samples: [Float]) -> Double {
    let blocks = stride(from: 0, to: samples.count, by: 320).map { first in
      let block = samples[first..<min(first + 320, samples.count)]
      return block.reduce(0) { $0 + Double($1 * $1) } / Double(block.count)
    }
    let loudest = blocks.max() ?? 0
    let active = blocks.filter { $0 > loudest / 100 }
    return active.isEmpty ? 0 : active.reduce(0, +) / Double(active.count)
  }

  /// In a room drawn from `rooms`, no louder or softer for it.
  static func reverberate(
    _ samples: [Float], rooms: [[Float]], _ random: inout SeededGenerator
  ) throws(TrainingError) -> [Float] {
    guard !rooms.isEmpty, !samples.isEmpty else { return samples }
    return try RoomCopies.reverberate(samples, response: rooms[random.nextIndex(below: rooms.count)])
  }
}
