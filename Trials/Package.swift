// swift-tools-version: 6.2
import PackageDescription

/// A module of liveser's own package.
func module(_ name: String) -> Target.Dependency { .product(name: name, package: "liveser") }

let package = Package(
  name: "liveser-trials",
  products: [
    .executable(name: "fuzz", targets: ["fuzz"]), .executable(name: "seeds", targets: ["seeds"]),
    .executable(name: "trials", targets: ["trials"]),
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
    // The code that reads what other people may have made, one function a kind of input.
    .target(
      name: "FuzzTargets",
      dependencies: [
        "LiveSERProgram", module("AudioCapture"), module("Network"), module("Recognition"),
        module("Training"),
      ]),
    // Gives it to libFuzzer, whose runtime has to be linked.
    .executableTarget(name: "fuzz", dependencies: ["FuzzTargets"]),
    // Writes the inputs that fuzzing starts from.
    .executableTarget(
      name: "seeds",
      dependencies: [module("CSndFile"), module("DSP"), module("Network"), module("Recognition")]),
    // The C library's allocator with a count for each thread.
    .target(name: "AllocationCounter"),
    // Faults, memory, long runs, and the fuzz targets on seeds.
    .executableTarget(
      name: "trials",
      dependencies: [
        "AllocationCounter", "FuzzTargets", "LiveSERProgram", module("AudioCapture"), module("Recognition"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
