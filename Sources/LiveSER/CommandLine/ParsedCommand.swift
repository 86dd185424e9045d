/// A command line that makes sense, with its values checked.
enum ParsedCommand: Sendable, Equatable {
  case live(LiveArguments)
  case classify(ClassifyArguments)
  case listen(ListenArguments)
  case record(RecordArguments)
  case devices(DevicesArguments)
  case doctor(DoctorArguments)
  case features(FeaturesArguments)
  case models(ModelsArguments)
  case train(TrainArguments)
  case evaluate(EvaluateArguments)
  /// Help on a command of the table, or the overview.
  case help(topic: String?)
  case version
}
