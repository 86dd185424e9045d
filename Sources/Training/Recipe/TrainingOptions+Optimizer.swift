extension TrainingOptions {
  /// Takes another optimiser, with the learning rate and weight decay it has where a recipe names none.
  public mutating func use(_ optimizer: OptimizerOptions) {
    self.optimizer = optimizer
    learningRate = optimizer.defaultLearningRate
    weightDecay = optimizer.decaysWeights ? 1e-2 : 0
  }
}
