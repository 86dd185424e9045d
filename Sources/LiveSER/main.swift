import AudioCapture

KernelChoice.restartIfBetter()
AbandonedThreads.exit(Program.start(Program.words).rawValue)
