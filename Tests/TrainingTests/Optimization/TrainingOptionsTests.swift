import Foundation
import Testing

@testable import Training

@Suite("Training options")
struct TrainingOptionsTests {
  /// Place and reason with which a recipe with these training options is refused; nil where it is taken.
  private func refusal(_ training: String) throws -> (place: String, reason: String)? {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "recipe.json",
      """
      {"name": "x", "labels": ["a", "b"], "training": {\(training)},
       "network": {"input": {"bins": 64, "channels": 1}, "layers": [
         {"type": "flatten"}, {"type": "lstm", "units": 2}, {"type": "attentionPool"}, {"type": "dense", "units": 2}]}}
      """)
    do throws(TrainingError) {
      _ = try Recipe.load(path: path)
      return nil
    } catch {
      guard case .recipe(path, let place, let reason) = error else {
        Issue.record("\(error)")
        return nil
      }
      return (place, reason)
    }
  }

  @Test("are those of the shipped recipe where nothing is said")
  func defaults() throws {
    let options = try ScheduleTests.options("{}")
    #expect(options.optimizer == .adamW(beta1: 0.9, beta2: 0.999, epsilon: 1e-8))
    #expect(options.learningRate == 2e-3 && options.weightDecay == 1e-2 && options.warmUpEpochCount == 2)
    #expect(options.schedule == .warmUpCosine)
    #expect(options.loss == .categoricalCrossEntropy)
    #expect(options.earlyStopping == nil && options.classWeights == nil)
    #expect(options.weightAverageDecay == 0 && options.mixup == 0)
    #expect(!options.needsValidation)
  }

  @Test("are Keras's for its optimisers")
  func kerasDefaults() throws {
    func options(_ kind: String) throws -> TrainingOptions {
      try ScheduleTests.options(#"{"optimizer": {"kind": "\#(kind)"}, "schedule": {"kind": "constant"}}"#)
    }
    #expect(try options("sgd").optimizer == .sgd(momentum: 0, nesterov: false))
    #expect(try options("sgd").learningRate == 0.01)
    #expect(
      try options("rmsprop").optimizer == .rmsprop(rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false))
    #expect(try options("adagrad").optimizer == .adagrad(initialAccumulator: 0.1, epsilon: 1e-7))
    #expect(try options("adadelta").optimizer == .adadelta(rho: 0.95, epsilon: 1e-7))
    #expect(try options("adam").optimizer == .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-7))
    #expect(try options("adamax").optimizer == .adamax(beta1: 0.9, beta2: 0.999, epsilon: 1e-7))
    #expect(try options("nadam").optimizer == .nadam(beta1: 0.9, beta2: 0.999, epsilon: 1e-7))
    for kind in ["rmsprop", "adagrad", "adadelta", "adam", "adamax", "nadam"] {
      #expect(try options(kind).learningRate == 1e-3)
    }
    #expect(try options("adam").weightDecay == 0 && options("adam").warmUpEpochCount == 0)
  }

  @Test(
    "take another optimiser by its name, with the rate it has where nothing is said",
    arguments: OptimizerOptions.names)
  func named(name: String) throws {
    let optimizer = try #require(OptimizerOptions(name: name))
    #expect(optimizer.kind.rawValue == name)
    var options = try ScheduleTests.options(#"{"optimizer": {"kind": "adamax"}, "learningRate": 0.5}"#)
    options.use(optimizer)
    #expect(options.optimizer == optimizer && options.learningRate == optimizer.defaultLearningRate)
    #expect(OptimizerOptions(name: name + " ") == nil)
  }

  @Test(
    "come back the same from what was written",
    arguments: OptimizerOptions.Kind.allCases.map { #""optimizer": {"kind": "\#($0.rawValue)"}"# } + [
      #""schedule": {"kind": "constant"}"#, #""schedule": {"kind": "step", "factor": 0.3, "epochCount": 7}"#,
      #""schedule": {"kind": "plateau", "monitor": "validationUAR", "factor": 0.5, "patience": 5, "minimum": 1e-5}"#,
      #""earlyStopping": {"monitor": "loss", "patience": 4, "restoresBest": false}, "classWeights": {"a": 2}"#,
      #""classWeights": "balanced", "loss": "binaryCrossEntropy", "mixup": 0.2, "weightAverageDecay": 0.999"#,
      #""classWeights": "balancedByCorpus", "corpusWeights": {"emodb": 1.5}"#,
    ])
  func roundTrip(text: String) throws {
    #expect(try refusal(text) == nil)
    let options = try ScheduleTests.options("{\(text)}")
    let written = try JSONEncoder().encode(options)
    #expect(try JSONDecoder().decode(TrainingOptions.self, from: written) == options)
  }

  @Test(
    "that are wrong are refused, with the place",
    arguments: [
      (#""optimiser": {"kind": "adam"}"#, "training.optimiser", "unknown key"),
      (#""optimizer": "adam""#, "training.optimizer", "type"),
      (#""optimizer": {}"#, "training.optimizer.kind", "missing"),
      (#""optimizer": {"kind": "lion"}"#, "training.optimizer.kind", "nadam"),
      (#""optimizer": {"kind": "sgd", "beta1": 0.9}"#, "training.optimizer.beta1", "momentum"),
      (#""optimizer": {"kind": "sgd", "momentum": 1}"#, "training.optimizer.momentum", "must be from 0.0"),
      (#""optimizer": {"kind": "adam", "beta2": -0.1}"#, "training.optimizer.beta2", "-0.1"),
      (#""optimizer": {"kind": "adam", "epsilon": 0}"#, "training.optimizer.epsilon", "must be from"),
      (#""optimizer": {"kind": "adam", "epsilon": "small"}"#, "training.optimizer.epsilon", "type"),
      (#""optimizer": {"kind": "adam"}, "weightDecay": 0.01"#, "training.weightDecay", "adamW"),
      (#""learningRate": 0"#, "training.learningRate", "must be from"),
      (#""schedule": {"kind": "exponential"}"#, "training.schedule.kind", "plateau"),
      (#""schedule": {"kind": "constant", "factor": 0.5}"#, "training.schedule.factor", "unknown key"),
      (#""schedule": {"kind": "plateau", "factor": 1}"#, "training.schedule.factor", "must be from"),
      (#""schedule": {"kind": "plateau", "patience": 0}"#, "training.schedule.patience", "must be from 1"),
      (#""schedule": {"kind": "plateau", "monitor": "f1"}"#, "training.schedule.monitor", "validationUAR"),
      (#""schedule": {"kind": "step", "epochCount": 0}"#, "training.schedule.epochCount", "must be from 1"),
      (#""earlyStopping": {"patience": 0}"#, "training.earlyStopping.patience", "must be from 1"),
      (#""earlyStopping": {"patients": 3}"#, "training.earlyStopping.patients", "unknown key"),
      (#""earlyStopping": {"minimumChange": -1}"#, "training.earlyStopping.minimumChange", "must be from"),
      (#""loss": "hinge""#, "training.loss", "binaryCrossEntropy"),
      (#""weightAverageDecay": 1"#, "training.weightAverageDecay", "must be from"),
      (#""mixup": -0.5"#, "training.mixup", "must be from"),
      (#""classWeights": "even""#, "training.classWeights", "balanced"),
      (#""classWeights": [1, 2]"#, "training.classWeights", "balanced"),
      (#""classWeights": {"a": -1}"#, "training.classWeights.a", "must be from"),
      (#""corpusWeights": {"a": -1}"#, "training.corpusWeights.a", "must be from"),
    ])
  func refusesWrongValues(text: String, place: String, reason: String) throws {
    let refusal = try #require(try refusal(text))
    #expect(refusal.place == place)
    #expect(refusal.reason.contains(reason), "\(refusal.reason)")
  }

  @Test("that do not fit labels or clips are refused before training")
  func refusesMisfits() throws {
    let toy = try ToyTraining(clipCount: 8)
    func refused(_ options: String, at place: String) -> Bool {
      do throws(any Error) {
        _ = try toy.makeTrainer(options, isValidated: false)
        return false
      } catch {
        guard case TrainingError.recipe(_, place, _) = error else { return false }
        return true
      }
    }
    #expect(refused(#""classWeights": {"angry": 2}"#, at: "training.classWeights.angry"))
    #expect(refused(#""schedule": {"kind": "plateau"}"#, at: "training.schedule.monitor"))
    #expect(refused(#""earlyStopping": {}"#, at: "training.earlyStopping.monitor"))
    #expect(!refused(#""earlyStopping": {"monitor": "loss"}"#, at: "training.earlyStopping.monitor"))
    #expect(throws: TrainingError.tooFew(protocolName: "toy", what: "training clips", needed: 2, found: 1)) {
      try Trainer(
        recipe: ToyTraining.recipe(), train: [toy.train[0]], validation: [], store: toy.store, seed: 0,
        threadCount: 1)
    }
  }
}
