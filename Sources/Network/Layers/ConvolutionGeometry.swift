/// Zeros added before a convolution.
public enum Padding: String, Codable, Sendable {
  /// Time on the left only, frequency on both sides: what can run live.
  case causal
  /// Both axes on both sides, so that sizes stay.
  case same
  /// None.
  case valid
}

/// Shape rule of a convolution, and the gathering of its input patches.
///
/// One patch holds, for one output position, kernel steps x kernel bins x channels, in this order, which is also
/// the order of a kernel's weights.
struct ConvolutionGeometry: Sendable, Equatable {
  /// Shape of an input step.
  let input: RowShape
  /// Kernel extent in steps and in bins.
  let kernelSteps: Int, kernelBins: Int
  /// Distance between neighbouring outputs in steps and in bins.
  let strideSteps: Int, strideBins: Int
  /// Padding rule.
  let padding: Padding

  /// Bins of an output step.
  var outputBins: Int {
    let spare = input.bins + binPadding.before + binPadding.after - kernelBins
    return spare < 0 ? 0 : spare / strideBins + 1
  }

  /// Floats in a patch.
  var patchWidth: Int { kernelSteps * kernelBins * input.channels }

  /// Zero steps before the first one.
  var stepsBefore: Int {
    switch padding {
    case .causal: kernelSteps - 1
    case .same: (kernelSteps - 1) / 2
    case .valid: 0
    }
  }

  private var binPadding: (before: Int, after: Int) {
    padding == .valid ? (0, 0) : ((kernelBins - 1) / 2, kernelBins / 2)
  }

  /// Whether an output needs steps that come after it.
  var looksAhead: Bool { kernelSteps > 1 && padding != .causal }

  /// How far after stride x output the steps begin that open or close an output step: live, all since the last output.
  var maskOffset: Int {
    guard looksAhead else { return 1 - strideSteps }
    return padding == .valid ? (kernelSteps - 1) / 2 : 0
  }

  /// Output steps for `inputSteps` input steps.
  func outputSteps(for inputSteps: Int) -> Int {
    let padded: Int =
      switch padding {
      case .causal, .same: inputSteps + kernelSteps - 1
      case .valid: inputSteps
      }
    return inputSteps == 0 || padded < kernelSteps ? 0 : (padded - kernelSteps) / strideSteps + 1
  }

  /// Writes the patches of output steps `steps` to `patches`.
  ///
  /// - Shape: `source` inputSteps x input width; `patches` (steps x output bins) x patch width.
  func gather(
    from source: UnsafePointer<Float>, inputSteps: Int, outputSteps steps: Range<Int>,
    into patches: UnsafeMutablePointer<Float>
  ) {
    let chunk = kernelBins * input.channels
    // What eight floats are too much has to fit into one patch.
    let isShort = chunk < 8 && 8 - chunk <= patchWidth
    var target = patches
    for step in steps {
      let firstStep = step * strideSteps - stepsBefore
      let isInside = firstStep >= 0 && firstStep + kernelSteps <= inputSteps
      for bin in 0..<outputBins {
        let span = copied(atOutputBin: bin)
        if isShort, isInside, span.count == chunk, bin + 1 < outputBins, span.start + 8 <= input.width {
          copyShortRows(source + firstStep * input.width + span.start, chunk, to: target)
          target += kernelSteps * chunk
          continue
        }
        for tap in 0..<kernelSteps {
          let inputStep = firstStep + tap
          if inputStep < 0 || inputStep >= inputSteps || span.count <= 0 {
            clear(target, chunk)
          } else {
            if span.skipped > 0 { clear(target, span.skipped) }
            Lanes.copy(source + inputStep * input.width + span.start, target + span.skipped, span.count)
            let written = span.skipped + span.count
            if written < chunk { clear(target + written, chunk - written) }
          }
          target += chunk
        }
      }
    }
  }

  /// Copies one kernel row of each step, of fewer than eight floats, as eight: what is too much is overwritten by the row
  /// after it, in the last by the patch after it, which has to come.
  @inline(__always)
  private func copyShortRows(
    _ source: UnsafePointer<Float>, _ chunk: Int, to target: UnsafeMutablePointer<Float>
  ) {
    var (from, to) = (source, target)
    for _ in 0..<kernelSteps {
      Lanes.store(Lanes.load(from), to)
      from += input.width
      to += chunk
    }
  }

  /// Adds the gradients of patches back to where the patches came from: the transpose of ``gather``.
  func scatter(
    _ patches: UnsafePointer<Float>, outputSteps steps: Range<Int>,
    addingTo target: UnsafeMutablePointer<Float>, inputSteps: Int
  ) {
    let chunk = kernelBins * input.channels
    var source = patches
    for step in steps {
      let firstStep = step * strideSteps - stepsBefore
      for bin in 0..<outputBins {
        let span = copied(atOutputBin: bin)
        for tap in 0..<kernelSteps {
          let inputStep = firstStep + tap
          if inputStep >= 0, inputStep < inputSteps, span.count > 0 {
            let to = target + inputStep * input.width + span.start
            let from = source + span.skipped
            for index in 0..<span.count { to[index] += from[index] }
          }
          source += chunk
        }
      }
    }
  }

  /// Which floats of an input row one kernel row sees at output bin `bin`: `count` floats from `start`, after
  /// `skipped` zeros of padding.
  @inline(__always)
  private func copied(atOutputBin bin: Int) -> (start: Int, count: Int, skipped: Int) {
    let first = bin * strideBins - binPadding.before
    let lower = max(first, 0)
    let upper = min(first + kernelBins, input.bins)
    return (lower * input.channels, (upper - lower) * input.channels, (lower - first) * input.channels)
  }

  @inline(__always)
  private func clear(_ target: UnsafeMutablePointer<Float>, _ count: Int) {
    for index in 0..<count { target[index] = 0 }
  }
}
