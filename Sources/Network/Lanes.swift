/// Eight floats at a time, with the functions that the standard library has only one at a time.
///
/// The last, incomplete group of a run goes through the same arithmetic with the missing lanes zero, so that a
/// value does not depend on where in a run it stands.
enum Lanes {
  typealias Vector = SIMD8<Float>

  /// Calls `body(index, count)` for groups of eight, and for what is left.
  @inline(__always)
  static func forEachGroup(of count: Int, _ body: (_ index: Int, _ count: Int) -> Void) {
    var index = 0
    while index + 8 <= count {
      body(index, 8)
      index += 8
    }
    if index < count { body(index, count - index) }
  }

  /// The first `count` floats from `place`, at most eight, and zeros.
  @inline(__always)
  static func load(_ place: UnsafePointer<Float>, _ count: Int = 8) -> Vector {
    if count == 8 { return UnsafeRawPointer(place).loadUnaligned(as: Vector.self) }
    var result = Vector.zero
    for lane in 0..<count { result[lane] = place[lane] }
    return result
  }

  /// Likewise for whole numbers.
  @inline(__always)
  static func load(_ place: UnsafePointer<Int32>, _ count: Int) -> SIMD8<Int32> {
    if count == 8 { return UnsafeRawPointer(place).loadUnaligned(as: SIMD8<Int32>.self) }
    var result = SIMD8<Int32>.zero
    for lane in 0..<count { result[lane] = place[lane] }
    return result
  }

  /// Writes the first `count` lanes.
  @inline(__always)
  static func store(_ vector: Vector, _ place: UnsafeMutablePointer<Float>, _ count: Int = 8) {
    if count == 8 {
      UnsafeMutableRawPointer(place).storeBytes(of: vector, as: Vector.self)
    } else {
      for lane in 0..<count { place[lane] = vector[lane] }
    }
  }

  /// e^x to two units in the last place; x is clipped to -87 ... 88.
  ///
  /// Source: Cephes expf (Moshier), with rounding by adding 1.5 x 2^23.
  @inline(__always)
  static func exp(_ x: Vector) -> Vector {
    let clipped = x.replacing(with: -87, where: x .< -87).replacing(with: 88, where: x .> 88)
    let shifted = clipped * 1.442_695_04 + 12_582_912
    let whole = shifted - 12_582_912
    let rest = clipped - whole * 0.693_359_375 + whole * 2.121_944_4e-4
    var power = rest * 1.987_569_15e-4 + 1.398_199_95e-3
    power = power * rest + 8.333_451_9e-3
    power = power * rest + 4.166_579_6e-2
    power = power * rest + 1.666_666_55e-1
    power = power * rest + 0.5
    power = power * (rest * rest) + rest + 1
    let exponent = (unsafeBitCast(shifted, to: SIMD8<Int32>.self) &<< 23) &+ (127 << 23)
    return power * unsafeBitCast(exponent, to: Vector.self)
  }

  /// 1 / (1 + e^-x)
  @inline(__always)
  static func sigmoid(_ x: Vector) -> Vector { 1 / (1 + exp(-x)) }

  /// Hyperbolic tangent. Source: Cephes tanhf (Moshier).
  @inline(__always)
  static func tanh(_ x: Vector) -> Vector {
    let square = x * x
    var series = square * -5.704_988_7e-3 + 2.063_908_9e-2
    series = series * square - 5.373_971_6e-2
    series = series * square + 0.133_314_42
    series = series * square - 0.333_332_82
    let small = series * square * x + x
    let large = 1 - 2 / (exp(x + x) + 1)
    return large.replacing(with: small, where: square .< 0.390_625)
  }

  /// Copies `count` floats; the last group may overlap the one before, which is cheaper than a call for the short
  /// runs that patches are made of.
  @inline(__always)
  static func copy(
    _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    if count >= 8 {
      var index = 0
      while index + 8 <= count {
        store(load(source + index), target + index)
        index += 8
      }
      if index < count { store(load(source + count - 8), target + count - 8) }
    } else if count >= 4 {
      let first = UnsafeRawPointer(source).loadUnaligned(as: SIMD4<Float>.self)
      let last = UnsafeRawPointer(source + count - 4).loadUnaligned(as: SIMD4<Float>.self)
      UnsafeMutableRawPointer(target).storeBytes(of: first, as: SIMD4<Float>.self)
      UnsafeMutableRawPointer(target + count - 4).storeBytes(of: last, as: SIMD4<Float>.self)
    } else {
      for index in 0..<count { target[index] = source[index] }
    }
  }
}
