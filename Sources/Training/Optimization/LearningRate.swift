import Glibc

/// Linear rise from 0, then a cosine down to 0, step by step.
///
/// Source: Loshchilov & Hutter 2017 (cosine annealing, one cycle).
struct WarmUpCosine {
  let peak: Float
  let warmUpStepCount: Int
  let stepCount: Int

  /// Rate of step `step`, counted from 0.
  func rate(at step: Int) -> Float {
    if step < warmUpStepCount { return peak * Float(step + 1) / Float(warmUpStepCount) }
    let span = max(1, stepCount - warmUpStepCount)
    let share = Float(step - warmUpStepCount) / Float(span)
    return peak * 0.5 * (1 + cosf(.pi * min(1, share)))
  }
}
