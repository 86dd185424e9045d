/// The arithmetic of one LSTM step, shared by training and the live stream.
enum LSTMCell {
  /// Forward: turns the gates' sums into gates and moves cell and hidden state on.
  ///
  /// - Shape: gates 4 x units in the order i, f, g, o.
  @inline(__always)
  static func advance(
    gates: UnsafeMutablePointer<Float>, cell: UnsafeMutablePointer<Float>,
    hidden: UnsafeMutablePointer<Float>, unitCount: Int
  ) {
    Lanes.forEachGroup(of: unitCount) { unit, lanes in
      let place = gates + unit
      let i = Lanes.sigmoid(Lanes.load(place, lanes))
      let f = Lanes.sigmoid(Lanes.load(place + unitCount, lanes))
      let g = Lanes.tanh(Lanes.load(place + 2 * unitCount, lanes))
      let o = Lanes.sigmoid(Lanes.load(place + 3 * unitCount, lanes))
      let state = f * Lanes.load(cell + unit, lanes) + i * g
      Lanes.store(i, place, lanes)
      Lanes.store(f, place + unitCount, lanes)
      Lanes.store(g, place + 2 * unitCount, lanes)
      Lanes.store(o, place + 3 * unitCount, lanes)
      Lanes.store(state, cell + unit, lanes)
      Lanes.store(o * Lanes.tanh(state), hidden + unit, lanes)
    }
  }

  /// Backward: turns gates into gradients of the gates' sums; moves the cell's gradient one step back and
  /// clears the hidden state's, which the caller fills through the recurrent weights.
  @inline(__always)
  static func retreat(
    gates: UnsafeMutablePointer<Float>, cell: UnsafePointer<Float>, previousCell: UnsafePointer<Float>?,
    cellCarry: UnsafeMutablePointer<Float>, hiddenCarry: UnsafeMutablePointer<Float>, unitCount: Int
  ) {
    Lanes.forEachGroup(of: unitCount) { unit, lanes in
      let place = gates + unit
      let i = Lanes.load(place, lanes), f = Lanes.load(place + unitCount, lanes)
      let g = Lanes.load(place + 2 * unitCount, lanes), o = Lanes.load(place + 3 * unitCount, lanes)
      let squashed = Lanes.tanh(Lanes.load(cell + unit, lanes))
      let previous = previousCell.map { Lanes.load($0 + unit, lanes) } ?? .zero
      let upstream = Lanes.load(hiddenCarry + unit, lanes)
      let inner = Lanes.load(cellCarry + unit, lanes) + upstream * o * (1 - squashed * squashed)
      Lanes.store(inner * g * i * (1 - i), place, lanes)
      Lanes.store(inner * previous * f * (1 - f), place + unitCount, lanes)
      Lanes.store(inner * i * (1 - g * g), place + 2 * unitCount, lanes)
      Lanes.store(upstream * squashed * o * (1 - o), place + 3 * unitCount, lanes)
      Lanes.store(inner * f, cellCarry + unit, lanes)
      Lanes.store(.zero, hiddenCarry + unit, lanes)
    }
  }
}
