// Usage: bench-kernels material DEMO SECONDS FOLDER
//        bench-kernels measure RECIPE NETWORK REPEATS SECONDS THREADS FOLDER
// The first writes the sounds, the second measures: RECIPE is the default recipe, NETWORK the description of the
// two-dimensional network. Output: a line of JSON for every measurement.
import Foundation
import Network

/// A recipe as far as the network goes.
struct RecipeNetwork: Decodable {
  var network: NetworkDescription
}

func decoded<Value: Decodable>(_: Value.Type, path: String) throws -> Value {
  try JSONDecoder().decode(Value.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
}

func measure(_ arguments: [String], repeatCount: Int, seconds: Double, threadCount: Int) throws {
  let folder = URL(fileURLWithPath: arguments[5])
  let stopwatch = Stopwatch(repeatCount: repeatCount, leastSeconds: seconds)
  let network = try decoded(RecipeNetwork.self, path: arguments[0]).network
  let large = try decoded(NetworkDescription.self, path: arguments[1])
  LinearAlgebra.useCallingThreadOnly()
  try Measurement(name: "kernels", text: LinearAlgebra.kernelName).write()
  try LogMelKernel(folder: folder).measure(stopwatch, folder: folder)
  try StepKernel(network).measure(stopwatch, folder: folder)
  for threads in 1...threadCount {
    try TrainingKernel(description: network, sampleCount: 32, stepCount: 104).measure(
      stopwatch, threadCount: threads, name: "training-default-\(threads)")
    try TrainingKernel(description: large, sampleCount: 16, stepCount: 251).measure(
      stopwatch, threadCount: threads, name: "training-lflb-2d-\(threads)")
  }
}

let words = Array(CommandLine.arguments.dropFirst())
if words.count == 4, words[0] == "material", let seconds = Double(words[2]) {
  try Material(demo: words[1], folder: words[3]).write(seconds: seconds)
} else if words.count == 7, words[0] == "measure", let repeatCount = Int(words[3]),
  let seconds = Double(words[4]), let threadCount = Int(words[5])
{
  try measure(Array(words.dropFirst()), repeatCount: repeatCount, seconds: seconds, threadCount: threadCount)
} else {
  FileHandle.standardError.write(Data("usage: see Benchmarks/Sources/bench-kernels/main.swift\n".utf8))
  exit(2)
}
