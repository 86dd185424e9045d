import AudioCapture

AbandonedThreads.exit(Program.start(Program.words).rawValue)
