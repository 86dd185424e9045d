import Foundation
import Testing

@testable import Network
@testable import Training

@Suite("Schedules")
struct ScheduleTests {
  static func options(_ text: String) throws -> TrainingOptions {
    try JSONDecoder().decode(TrainingOptions.self, from: Data(text.utf8))
  }

  private func rates(_ text: String, epochCount: Int, batchCount: Int = 4) throws -> [Float] {
    let options = try Self.options(text)
    return (0..<epochCount).flatMap { epoch in
      let schedule = LearningRateSchedule(
        options, batchCount: batchCount, history: (0..<epoch).map { report(epoch: $0 + 1) })
      return (0..<batchCount).map { schedule.rate(at: epoch * batchCount + $0) }
    }
  }

  @Test("rise and fall along a cosine where a recipe names none")
  func cosine() throws {
    let rates = try rates(#"{"epochCount": 6, "learningRate": 0.8}"#, epochCount: 6)
    #expect(rates[0] == 0.1 && rates[7] == 0.8 && rates[8] == 0.8)
    #expect(abs(rates[16] - 0.4) < 1e-6)
    #expect(zip(rates.dropFirst(8), rates.dropFirst(9)).allSatisfy { $0 > $1 })
    #expect(rates[23] > 0 && rates[23] < 0.01)
  }

  @Test("stay constant, with a rise before where one is asked for")
  func constant() throws {
    let plain = try rates(#"{"learningRate": 0.8, "schedule": {"kind": "constant"}}"#, epochCount: 3)
    #expect(plain == [Float](repeating: 0.8, count: 12))
    let rising = try rates(
      #"{"learningRate": 0.8, "warmUpEpochCount": 1, "schedule": {"kind": "constant"}}"#, epochCount: 2)
    #expect(rising == [0.2, 0.4, 0.6, 0.8, 0.8, 0.8, 0.8, 0.8].map { Float($0) })
  }

  @Test("fall in steps of epochs")
  func steps() throws {
    let rates = try rates(
      #"{"learningRate": 0.8, "schedule": {"kind": "step", "factor": 0.5, "epochCount": 2}}"#, epochCount: 5,
      batchCount: 1)
    #expect(rates == [0.8, 0.8, 0.4, 0.4, 0.2])
  }

  @Test("fall on plateaus where Keras's do")
  func plateau() throws {
    let reference = try OptimizerReference.load()
    for expected in reference.plateaus {
      let options = try Self.options(
        """
        {"learningRate": 0.1, "schedule": {"kind": "plateau", "factor": \(expected.factor),
         "patience": \(expected.patience), "minimum": \(expected.minimum)}}
        """)
      var history: [EpochReport] = []
      for (index, rate) in expected.rates.enumerated() {
        let found = LearningRateSchedule(options, batchCount: 3, history: history).rate(at: 3 * index)
        #expect(abs(found - rate) < 1e-7 * max(1, rate))
        history.append(report(epoch: index + 1, validationLoss: reference.monitored[index]))
      }
    }
  }

  @Test("take more UAR for better")
  func plateauOnUAR() throws {
    let options = try Self.options(
      """
      {"learningRate": 0.1, "schedule":
       {"kind": "plateau", "monitor": "validationUAR", "factor": 0.5, "patience": 1}}
      """)
    func rate(_ values: [Double]) -> Float {
      LearningRateSchedule(
        options, batchCount: 1, history: values.map { report(epoch: 1, validationUAR: $0) }
      ).rate(at: 0)
    }
    #expect(rate([0.2, 0.3, 0.4]) == 0.1)
    #expect(rate([0.4, 0.3]) == 0.05)
  }

  @Test("end early where Keras's training does, and name the same best epoch")
  func earlyStopping() throws {
    let reference = try OptimizerReference.load()
    for expected in reference.stops {
      let text = #"{"patience": \#(expected.patience), "minimumChange": \#(expected.minimumChange)}"#
      let stopping = try JSONDecoder().decode(EarlyStopping.self, from: Data(text.utf8))
      var history: [EpochReport] = []
      for value in reference.monitored where !stopping.verdict(on: history).stops {
        history.append(report(epoch: history.count + 1, validationLoss: value))
      }
      #expect(history.count == expected.epochCount)
      #expect(stopping.verdict(on: history).stops == expected.isStopped)
      #expect(stopping.verdict(on: history).bestEpoch == expected.bestEpoch)
    }
  }
}
