// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "liveser-benchmarks",
  products: [
    .executable(name: "bench", targets: ["bench"]),
    .executable(name: "bench-kernels", targets: ["bench-kernels"]),
  ],
  dependencies: [.package(name: "liveser", path: "..")],
  targets: [
    // Runs everything and prints the report. It links none of liveser's modules, so that its own memory is less
    // than that of the program it measures: a child's peak memory counts its parent's up to its start.
    .executableTarget(name: "bench"),
    // Measures single parts of liveser, once for each set of linear-algebra kernels.
    .executableTarget(
      name: "bench-kernels",
      dependencies: [
        .product(name: "AudioCapture", package: "liveser"), .product(name: "Buffers", package: "liveser"),
        .product(name: "DSP", package: "liveser"), .product(name: "Network", package: "liveser"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
