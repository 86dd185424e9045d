import Buffers

extension BatchNormalization {
  /// For every channel, over the rows inside their sequences: the sum of `left`, then the sum of `left` times
  /// (`right` - `centre`).
  ///
  /// Single-precision sums are moved to double precision every 64 rows, which keeps them exact enough and fast.
  func sums(
    of left: Activation, times right: Activation, centre: UnsafePointer<Float>, lengths: StepMask,
    _ context: PassContext
  ) -> [Double] {
    let channels = outputShape.channels
    let bins = outputShape.bins
    let totals = UnsafeMutablePointer<Double>.allocate(capacity: Shards.count * 2 * channels)
    totals.initialize(repeating: 0, count: Shards.count * 2 * channels)
    defer { totals.deallocate() }
    nonisolated(unsafe) let shardTotals = totals, middle = centre
    context.workers.forEachShard(of: left.sampleCount) { shard, samples in
      let target = shardTotals + shard * 2 * channels
      for sample in samples {
        let rows = lengths.length(of: sample) * bins
        for first in stride(from: 0, to: rows, by: 64) {
          Self.addSums(
            left.sample(sample) + first * channels, right.sample(sample) + first * channels, centre: middle,
            rows: min(64, rows - first), channels: channels, to: target)
        }
      }
    }
    var result = [Double](repeating: 0, count: 2 * channels)
    for shard in 0..<Shards.count {
      for index in result.indices { result[index] += totals[shard * 2 * channels + index] }
    }
    return result
  }

  /// The sums of a block of rows, eight channels at a time in registers.
  @inline(__always)
  private static func addSums(
    _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, centre: UnsafePointer<Float>, rows: Int,
    channels: Int, to target: UnsafeMutablePointer<Double>
  ) {
    Lanes.forEachGroup(of: channels) { channel, lanes in
      let middle = Lanes.load(centre + channel, lanes)
      var sum = Lanes.Vector.zero, productSum = sum
      for row in 0..<rows {
        let a = Lanes.load(left + row * channels + channel, lanes)
        sum += a
        productSum += a * (Lanes.load(right + row * channels + channel, lanes) - middle)
      }
      for lane in 0..<lanes {
        target[channel + lane] += Double(sum[lane])
        target[channels + channel + lane] += Double(productSum[lane])
      }
    }
  }
}

extension BatchNormalization {
  /// Kernel and bias of one convolution that does what `convolution` and this layer do together.
  func fold(into convolution: Convolution) -> (weight: AlignedBuffer, bias: AlignedBuffer) {
    let patch = convolution.geometry.patchWidth
    let weight = AlignedBuffer(convolution.weight.value.elements)
    let bias = AlignedBuffer(count: convolution.filterCount)
    for channel in 0..<convolution.filterCount {
      let factor = scale.value[channel] / (runningVariance[channel] + epsilon).squareRoot()
      for index in 0..<patch { weight[channel * patch + index] *= factor }
      let before = convolution.bias?.value[channel] ?? 0
      bias[channel] = shift.value[channel] + (before - runningMean[channel]) * factor
    }
    return (weight, bias)
  }
}
