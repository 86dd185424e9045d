import Glibc
import Network

/// Names kernels to a linear-algebra library that does not know the processor.
///
/// The library knows processors by number and falls back on kernels for any old one where a number is newer than the library
/// itself, which makes recognition two and training three times as slow. It reads a name from the environment when it is
/// loaded, before the program's first line, so the program is started once more, by itself, with the name set.
struct KernelChoice: Equatable {
  /// Where the library looks for a name.
  static let variable = "OPENBLAS_CORETYPE"
  /// Kernels that use 512-bit vectors.
  static let wide: Set<String> = ["SkylakeX", "Cooperlake", "SapphireRapids"]
  /// Kernels for any old processor.
  static let plain: Set<String> = [
    "Generic", "Prescott", "Core2", "Nehalem", "Katmai", "Coppermine", "unknown",
  ]

  /// The kernels in use.
  var kernel = LinearAlgebra.kernelName
  /// What the processor can do, as Linux names it.
  var abilities = Self.processorAbilities()

  /// Whether the processor has the 512-bit vectors that the wide kernels use.
  var isWideProcessor: Bool { abilities.isSuperset(of: ["avx512f", "avx512bw", "avx512dq", "avx512vl"]) }
  /// Whether it has the 256-bit ones of the kernels called Haswell.
  var isVectorProcessor: Bool { abilities.isSuperset(of: ["avx2", "fma"]) }

  /// The name to set; nil where the library has found kernels for this processor, or there are none better.
  var better: String? {
    guard Self.plain.contains(kernel) else { return nil }
    return isWideProcessor ? "SkylakeX" : isVectorProcessor ? "Haswell" : nil
  }

  /// Starts the program again where the library should be told; returns where it need not be, was told by the user, or
  /// the program cannot be started again.
  static func restartIfBetter() {
    guard getenv(variable) == nil, plain.contains(LinearAlgebra.kernelName),
      let name = KernelChoice().better
    else { return }
    setenv(variable, name, 1)
    execv("/proc/self/exe", CommandLine.unsafeArgv)
    unsetenv(variable)
  }

  private static func processorAbilities() -> Set<String> {
    guard let file = fopen("/proc/cpuinfo", "re") else { return [] }
    defer { fclose(file) }
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    while getline(&line, &capacity, file) > 0, let line {
      let words = String(cString: line).split(whereSeparator: \.isWhitespace)
      if words.first == "flags" || words.first == "Features" {
        return Set(words.dropFirst(2).map(String.init))
      }
    }
    return []
  }
}
