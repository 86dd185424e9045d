import Foundation

/// Changes of inputs that are the same every time.
struct SeededChanges: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// One to four changes: bytes set, digits made large, parts cut out, doubled, or taken from another seed.
  mutating func change(of seed: Data, among seeds: [Data]) -> Data {
    var bytes = [UInt8](seed)
    for _ in 0..<Int.random(in: 1...4, using: &self) {
      guard !bytes.isEmpty else { break }
      let place = Int.random(in: 0..<bytes.count, using: &self)
      let end = min(bytes.count, place + Int.random(in: 1...64, using: &self))
      switch Int.random(in: 0..<6, using: &self) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &self)
      case 1: bytes[place] = [0, 0x7F, 0x80, 0xFF, 0x22, 0x5B, 0x7D][Int.random(in: 0..<7, using: &self)]
      case 2: bytes.removeSubrange(place..<end)
      case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 4:
        if let digit = bytes[place...].firstIndex(where: { (0x30...0x39).contains($0) }) {
          bytes.insert(
            contentsOf: Array("99999999".utf8.prefix(Int.random(in: 1...8, using: &self))), at: digit)
        }
      default:
        let other = [UInt8](seeds[Int.random(in: 0..<seeds.count, using: &self)])
        let start = Int.random(in: 0...other.count, using: &self)
        bytes.replaceSubrange(place..<end, with: other[start...].prefix(64))
      }
    }
    return Data(bytes)
  }
}
