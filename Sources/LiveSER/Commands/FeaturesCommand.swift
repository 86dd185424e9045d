import DSP
import Foundation
import Training

/// `liveser features`: what librosa would compute of a file, as NPY or CSV.
enum FeaturesCommand {
  static func run(_ arguments: FeaturesArguments) throws(OutputError) -> ExitStatus {
    let matrix: FeatureMatrix
    do throws(TrainingError) {
      matrix = try extract(arguments)
      if let output = arguments.output {
        let isArray = output.lowercased().hasSuffix(".npy")
        try OutputFile.replace(
          output, with: isArray ? Data(NumPyFile.write(matrix)) : Data(matrix.csv().utf8))
        return .done
      }
    } catch {
      Diagnostics.standard.report(error.text)
      return .someFailed
    }
    try StandardOutput().write(matrix.csv())
    return .done
  }

  private static func extract(_ arguments: FeaturesArguments) throws(TrainingError) -> FeatureMatrix {
    let (samples, rate) = try ClipDecoder.samples(path: arguments.path)
    do throws(DSPError) {
      return try FeatureExtractor(arguments.kind).extract(from: samples, sampleRate: rate)
    } catch {
      switch error {
      case .invalidOptions, .emptyBand:
        // The options are ours, and hold at every usual rate.
        throw .unsuitable(
          path: arguments.path,
          reason: "\(rate) Hz is too low for \(arguments.kind.rawValue); resample it to 16 kHz or more")
      default: throw .undecodable(path: arguments.path, reason: error.text)
      }
    }
  }
}

extension DSPError {
  /// What is wrong with options or samples, and what to do.
  var text: String {
    switch self {
    case .invalidOptions(let problems):
      problems.map { "\($0.name) is \($0.value), must be from \($0.lowest) to \($0.highest)" }
        .joined(separator: "; ")
    case .noTransform(let size): "there is no Fourier transform of size \(size)"
    case .noSamples: "it has no samples"
    case .sampleNotFinite(let index): "sample \(index) is not a number"
    case .sampleTooLarge(let index, let value): "sample \(index) is \(value), far over full scale"
    case .tooFewFrames(let count, let needed):
      "it is too short: \(count) frames where \(needed) are needed"
    case .emptyBand(let band): "band \(band) lies above half its sample rate; resample it to 16 kHz or more"
    }
  }
}
