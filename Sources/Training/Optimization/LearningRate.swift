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

/// The learning rate of every step of one epoch.
///
/// It follows from the options, the number of the step and the history, so that it needs no state of its own.
struct LearningRateSchedule {
  private let options: ScheduleOptions
  private let cosine: WarmUpCosine
  /// Rate of this epoch, where it is the same for all steps after the rise.
  private let level: Float

  /// Looks at the epochs there have been.
  init(_ training: TrainingOptions, batchCount: Int, history: [EpochReport]) {
    options = training.schedule
    cosine = WarmUpCosine(
      peak: training.learningRate,
      warmUpStepCount: Int(training.warmUpEpochCount * Double(batchCount)),
      stepCount: training.epochCount * batchCount)
    switch options {
    case .constant, .warmUpCosine: level = training.learningRate
    case .step(let factor, let epochCount):
      level = (0..<(history.count / epochCount)).reduce(training.learningRate) { rate, _ in rate * factor }
    case .plateau(let monitor, let factor, let patience, let minimumChange, let minimum):
      var watch = StagnationWatch(minimumChange: minimumChange)
      var rate = training.learningRate
      for cost in history.compactMap(monitor.cost(in:)) {
        guard !watch.observe(cost), watch.waitCount >= patience, rate > minimum else { continue }
        rate = max(rate * factor, minimum)
        watch.waitCount = 0
      }
      level = rate
    }
  }

  /// Rate of step `step`, counted from 0 over the whole training.
  func rate(at step: Int) -> Float {
    if options == .warmUpCosine { return cosine.rate(at: step) }
    guard step < cosine.warmUpStepCount else { return level }
    return level * Float(step + 1) / Float(cosine.warmUpStepCount)
  }
}
