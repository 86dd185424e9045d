import DSP

/// What `liveser features` is to do.
struct FeaturesArguments: Sendable, Equatable {
  /// File to read.
  var path = ""
  /// What to compute.
  var kind = FeatureKind.logMel
  /// File to write, NPY or CSV by its ending; nil prints CSV.
  var output: String?
}

extension Command {
  static let features = Command(
    .features, "compute a file's features",
    defaults: FeaturesArguments(),
    operands: .one("FILE", \.path, SharedRules.file, "audio file"),
    options: [
      .value(
        "kind", "KIND", \.kind, .choice,
        "log-mel, mfcc, chroma, contrast, zcr, rms, clip-180 (means of MFCC, chroma and mel) or clip-full "
          + "(with contrast, zero crossings and RMS)"),
      .optional(
        "output", "X.npy|X.csv", \.output, .path(ending: "npy", "csv"), "file to write",
        absent: "default: CSV on standard output"),
    ],
    finish: { .features($0) })
}
