import AudioCapture
import Recognition

extension LiveSession {
  /// The recognition thread's body.
  func run() {
    do throws(RecognitionError) {
      try recognize()
      handler.ended(nil)
    } catch {
      handler.ended(error)
    }
  }

  /// Recognises the source to its end, and again each time a lost device comes back.
  private func recognize() throws(RecognitionError) {
    var opened: (any AudioSource)?
    do throws(AudioError) {
      opened = try input.open { isStopping.load(ordering: .relaxed) }
    } catch {
      throw .audio(error)
    }
    var hasStarted = false
    var absence: DeviceAbsence?
    while let source = opened {
      let stream = LiveStream(
        name: source.name, kind: input.kind, format: source.format)
      let pass = try LiveSessionPass(self, stream: stream)
      if !hasStarted { handler.started(stream) }
      hasStarted = true
      let failure =
        try source.isLive ? capture(source, pass, stream, &absence) : readDirectly(source, pass)
      try pass.finish()
      guard let failure else { return }
      guard let reopen = input.reopen else { throw .audio(failure) }
      if absence == nil {
        absence = DeviceAbsence(start: pass.lastArrival)
        counters.update { $0.lossCount += 1 }
        handler.deviceChanged(.lost(time: heardSeconds, failure))
      }
      let name = source.name
      opened = nil
      opened = wait(toReopen: name, reopen, &absence)
      // The time is up and the device has not come back.
      if opened == nil, !isStopping.load(ordering: .relaxed) { throw .audio(failure) }
    }
  }

  /// Seconds of audio recognised so far.
  var heardSeconds: Double { counters.current.seconds }

  /// Reads a source that waits for its reader.
  ///
  /// - Returns: the error that ended it early.
  private func readDirectly(_ source: any AudioSource, _ pass: LiveSessionPass) throws(RecognitionError)
    -> AudioError?
  {
    directSource.withLock { $0 = Interruptible(source: source) }
    defer { directSource.withLock { $0 = nil } }
    let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: 4096)
    defer { block.deallocate() }
    while !isStopping.load(ordering: .relaxed), !pass.isComplete {
      let result: AudioRead
      do throws(AudioError) {
        result = try source.read(into: block)
      } catch {
        return error
      }
      switch result {
      case .end: return nil
      case .overrun(let lostSampleCount):
        pass.noteLosses(
          overrunCount: 1, lostSampleCount: lostSampleCount, lostInDeviceCount: lostSampleCount)
      case .samples(let count):
        pass.noteCaptured(count)
        try pass.take(UnsafeBufferPointer(rebasing: block[..<count]), waitingSeconds: 0)
      }
    }
    return nil
  }

  /// Reads a live source through a capture thread and a ring.
  ///
  /// - Returns: the error that ended it early.
  private func capture(
    _ source: any AudioSource, _ pass: LiveSessionPass, _ stream: LiveStream, _ absence: inout DeviceAbsence?
  ) throws(RecognitionError) -> AudioError? {
    let rate = Double(source.format.sampleRate)
    let microphone = source as? Microphone
    let paced = source as? PacedSource
    let capture = CaptureThread(source: source)
    // A hop of 20 ms at a time: the ring is drained hop by hop, and a backlog does not hold up the screen.
    let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: max(1, source.format.sampleRate / 50))
    defer { block.deallocate() }
    capture.start()
    defer {
      capture.stop()
      pass.noteRest(of: capture)
    }
    var isCapturing = true
    while !pass.isComplete {
      if isCapturing, isStopping.load(ordering: .relaxed) {
        // What the ring holds is still recognised.
        capture.stop()
        isCapturing = false
      }
      if let paced, isCapturing {
        paced.isHeld = isPaused
        if isPaused {
          try pass.pause()
          pass.noteLive(capture)
          stopSignal.wait(timeout: .milliseconds(50))
          continue
        }
      }
      let delivery = capture.read(into: block, timeout: .milliseconds(50))
      pass.noteLive(capture)
      switch delivery {
      case .timedOut: continue
      case .finished(let error): return isCapturing ? error : nil
      case .samples(let count):
        noteReturn(stream, after: &absence)
        let waiting = capture.waitingSampleCount + (microphone?.latencySampleCount ?? 0)
        try pass.take(UnsafeBufferPointer(rebasing: block[..<count]), waitingSeconds: Double(waiting) / rate)
      }
    }
    return nil
  }
}
