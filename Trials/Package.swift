// swift-tools-version: 6.2
import PackageDescription

/// A module of liveser's own package.
func module(_ name: String) -> Target.Dependency { .product(name: name, package: "liveser") }

let package = Package(
  name: "liveser-trials",
  products: [
    .executable(name: "fuzz", targets: ["fuzz"]), .executable(name: "seeds", targets: ["seeds"]),
  ],
  dependencies: [.package(name: "liveser", path: "..")],
  targets: [
    // The program without its first line: the module of an executable cannot be imported from another package.
    .target(
      name: "LiveSERProgram",
      dependencies: [
        module("AudioCapture"), module("Buffers"), module("CGetopt"), module("DSP"), module("Network"),
        module("Recognition"), module("TUI"), module("Training"),
      ],
      exclude: ["main.swift"]),
    // Feeds one kind of input to the code that reads it; needs the fuzzer's runtime to be linked.
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "LiveSERProgram", module("AudioCapture"), module("DSP"), module("Network"), module("Recognition"),
        module("Training"),
      ]),
    // Writes the inputs that fuzzing starts from.
    .executableTarget(
      name: "seeds",
      dependencies: [module("CSndFile"), module("DSP"), module("Network"), module("Recognition")]),
  ],
  swiftLanguageModes: [.v6]
)
