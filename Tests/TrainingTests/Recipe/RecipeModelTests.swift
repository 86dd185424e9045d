import Foundation
import Testing

@testable import Training

@Suite("Recipes whose model could not be read")
struct RecipeModelTests {
  /// Place and reason for which a recipe with these parts is refused; nil where it is taken.
  private func refusal(
    _ parts: String, bins: Int, layers: String
  ) throws -> (place: String, reason: String)? {
    let text = """
      {"name": "x", "labels": ["a", "b"], \(parts), "training": {},
       "network": {"input": {"bins": \(bins), "channels": 1}, "layers": [\(layers), {"type": "dense", "units": 2}]}}
      """
    do throws(TrainingError) {
      _ = try Recipe.read(Data(text.utf8), path: "x.json")
      return nil
    } catch {
      guard case .recipe("x.json", let place, let reason) = error else { throw error }
      return (place, reason)
    }
  }

  @Test("are refused where the longest window needs more memory than there may be")
  func longWindow() throws {
    func refusal(seconds: Int) throws -> (place: String, reason: String)? {
      try self.refusal(
        #""input": {"kind": "waveform", "sampleRate": 16000, "longestSeconds": \#(seconds)}"#, bins: 1,
        layers: """
          {"type": "convolution", "filters": 300, "kernel": [1, 1], "padding": "same"}, {"type": "relu"},
          {"type": "meanPool"}, {"type": "last"}
          """)
    }
    let found = try #require(try refusal(seconds: 60))
    #expect(found.place == "network")
    #expect(found.reason == "960000 steps need more memory than a network may have")
    #expect(try refusal(seconds: 4) == nil)
  }

  @Test("are refused where a stream needs more memory than there may be")
  func largeStream() throws {
    func refusal(stride: Int) throws -> (place: String, reason: String)? {
      try self.refusal(
        #""frontEnd": {"logMel": {"melCount": 1024}}"#, bins: 1024,
        layers: """
          {"type": "convolution", "filters": 2, "kernel": [1, 1], "stride": [4096, 1]},
          {"type": "convolution", "filters": 2, "kernel": [1, 1], "stride": [\(stride), 1]}, {"type": "flatten"}
          """)
    }
    let found = try #require(try refusal(stride: 8))
    #expect(found.place == "network" && found.reason.contains("a stream needs more memory"))
    #expect(try refusal(stride: 1) == nil)
  }

  @Test("are refused where rows are so far apart that a pause takes more than a minute")
  func slowRows() throws {
    func refusal(hop: Int) throws -> (place: String, reason: String)? {
      try self.refusal(
        """
        "frontEnd": {"logMel": {"windowLength": \(hop), "hopLength": \(hop), "fftSize": 20480, "framesPerStep": 1}}
        """, bins: 64, layers: #"{"type": "flatten"}, {"type": "lstm", "units": 2}"#)
    }
    let found = try #require(try refusal(hop: 20_000))
    #expect(found.place == "frontEnd.logMel" && found.reason.contains("a pause is longer than a minute"))
    #expect(try refusal(hop: 16_000) == nil)
  }
}
