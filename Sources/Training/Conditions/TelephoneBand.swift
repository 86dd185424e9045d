import Glibc

/// A band, by default that of a telephone, 300 to 3400 Hz: fourth-order Butterworth high-pass and low-pass, run once.
///
/// Source: Bristow-Johnson, audio EQ cookbook (biquad sections).
struct TelephoneBand {
  private let sections: [Biquad]

  init(sampleRate: Int, lowest: Double = 300, highest: Double = 3400) {
    // Qualities of the two sections of a fourth-order Butterworth filter.
    let qualities: [Double] = [0.541_196_1, 1.306_563]
    let rate = Double(sampleRate)
    sections =
      qualities.map { Biquad(highPass: lowest, quality: $0, rate: rate) }
      + (highest < rate / 2 ? qualities.map { Biquad(lowPass: highest, quality: $0, rate: rate) } : [])
  }

  func applied(to samples: [Float]) -> [Float] {
    var values = samples.map(Double.init)
    for section in sections { section.run(over: &values) }
    return values.map { Float($0) }
  }
}

/// One second-order section, direct form.
private struct Biquad {
  private let b: (Double, Double, Double)
  private let a: (Double, Double)

  init(lowPass frequency: Double, quality: Double, rate: Double) {
    let w = 2 * Double.pi * frequency / rate
    let alpha = sin(w) / (2 * quality)
    let a0 = 1 + alpha
    b = ((1 - cos(w)) / 2 / a0, (1 - cos(w)) / a0, (1 - cos(w)) / 2 / a0)
    a = (-2 * cos(w) / a0, (1 - alpha) / a0)
  }

  init(highPass frequency: Double, quality: Double, rate: Double) {
    let w = 2 * Double.pi * frequency / rate
    let alpha = sin(w) / (2 * quality)
    let a0 = 1 + alpha
    b = ((1 + cos(w)) / 2 / a0, -(1 + cos(w)) / a0, (1 + cos(w)) / 2 / a0)
    a = (-2 * cos(w) / a0, (1 - alpha) / a0)
  }

  func run(over values: inout [Double]) {
    var x1 = 0.0, x2 = 0.0, y1 = 0.0, y2 = 0.0
    for index in values.indices {
      let x = values[index]
      let y = b.0 * x + b.1 * x1 + b.2 * x2 - a.0 * y1 - a.1 * y2
      (x2, x1, y2, y1) = (x1, x, y1, y)
      values[index] = y
    }
  }
}
