import Glibc

/// The arithmetic of one LSTM step, shared by training and the live stream.
enum LSTMCell {
  @inline(__always)
  private static func sigmoid(_ x: Float) -> Float { 1 / (1 + expf(-x)) }

  /// Forward: turns the gates' sums into gates and moves cell and hidden state on.
  ///
  /// - Shape: gates 4 x units in the order i, f, g, o.
  @inline(__always)
  static func advance(
    gates: UnsafeMutablePointer<Float>, cell: UnsafeMutablePointer<Float>,
    hidden: UnsafeMutablePointer<Float>, unitCount: Int
  ) {
    let i = gates, f = gates + unitCount, g = gates + 2 * unitCount, o = gates + 3 * unitCount
    for unit in 0..<(2 * unitCount) { i[unit] = sigmoid(i[unit]) }
    for unit in 0..<unitCount {
      g[unit] = tanhf(g[unit])
      o[unit] = sigmoid(o[unit])
      cell[unit] = f[unit] * cell[unit] + i[unit] * g[unit]
      hidden[unit] = o[unit] * tanhf(cell[unit])
    }
  }

  /// Backward: turns gates into gradients of the gates' sums; moves the cell's gradient one step back and
  /// clears the hidden state's, which the caller fills through the recurrent weights.
  @inline(__always)
  static func retreat(
    gates: UnsafeMutablePointer<Float>, cell: UnsafePointer<Float>, previousCell: UnsafePointer<Float>?,
    cellCarry: UnsafeMutablePointer<Float>, hiddenCarry: UnsafeMutablePointer<Float>, unitCount: Int
  ) {
    for unit in 0..<unitCount {
      let i = gates[unit], f = gates[unitCount + unit]
      let g = gates[2 * unitCount + unit], o = gates[3 * unitCount + unit]
      let squashed = tanhf(cell[unit])
      let upstream = hiddenCarry[unit]
      let inner = cellCarry[unit] + upstream * o * (1 - squashed * squashed)
      gates[unit] = inner * g * i * (1 - i)
      gates[unitCount + unit] = inner * (previousCell?[unit] ?? 0) * f * (1 - f)
      gates[2 * unitCount + unit] = inner * i * (1 - g * g)
      gates[3 * unitCount + unit] = upstream * squashed * o * (1 - o)
      cellCarry[unit] = inner * f
      hiddenCarry[unit] = 0
    }
  }
}
