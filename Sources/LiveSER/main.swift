import AudioCapture

AbandonedThreads.exit(Program.start(Array(CommandLine.arguments.dropFirst())).rawValue)
