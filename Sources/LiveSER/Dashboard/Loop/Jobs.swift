import AudioCapture
import Recognition

/// Bodies of the work that the dashboard has done elsewhere.
enum Jobs {
  /// Listens to a file from beginning to end.
  static func judgeFile(_ path: String, model: EmotionModel, work: Work, mailbox: WorkMailbox) -> WorkReport?
  {
    do throws(RecognitionError) {
      guard let judgement = try judge(path, model: model, work: work, mailbox: mailbox) else { return nil }
      return .judgedFile(path: path, judgement, labels: model.labels)
    } catch {
      return .failed(error.text)
    }
  }

  private static func judge(_ path: String, model: EmotionModel, work: Work, mailbox: WorkMailbox)
    throws(RecognitionError) -> Judgement?
  {
    let source: FileSource
    do throws(AudioError) {
      source = try FileSource(path: path)
    } catch {
      throw .audio(error)
    }
    let total = source.totalSampleCount.map { Double($0) / Double(source.format.sampleRate) }
    var judge = try Judge(model: model, format: source.format)
    let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: 8192)
    defer { block.deallocate() }
    while !work.isCancelled {
      let result: AudioRead
      do throws(AudioError) {
        result = try source.read(into: block)
      } catch {
        throw .audio(error)
      }
      switch result {
      case .samples(let count):
        try judge.take(UnsafeBufferPointer(rebasing: block[..<count]))
        mailbox.post(.progress(seconds: judge.time, of: total), from: work)
      case .overrun: continue
      case .end: return try judge.finish()
      }
    }
    return nil
  }

  /// Judges a recording that has ended and sees its file to the disk.
  static func judgeRecording(_ recording: Recording, model: EmotionModel, work: Work) -> WorkReport? {
    do throws(RecognitionError) {
      var judge = try Judge(model: model, format: recording.format)
      for start in stride(from: 0, to: recording.samples.count, by: 8192) where !work.isCancelled {
        let end = min(start + 8192, recording.samples.count)
        try recording.samples.withUnsafeBufferPointer { samples throws(RecognitionError) in
          try judge.take(UnsafeBufferPointer(rebasing: samples[start..<end]))
        }
      }
      if work.isCancelled { return nil }
      let judgement = try judge.finish()
      do throws(AudioError) {
        try recording.close()
      } catch {
        return .failed(error.text)
      }
      return .judgedRecording(recording, judgement, model)
    } catch {
      return .failed(error.text)
    }
  }

  /// Plays a recording, or an utterance of it.
  static func play(_ recording: Recording, _ utterance: Utterance?, work: Work) -> WorkReport? {
    let rate = recording.format.sampleRate
    let span = utterance?.sampleRange(rate: rate) ?? 0..<recording.samples.count
    return play(Array(recording.samples[span.clamped(to: 0..<recording.samples.count)]), rate: rate, work)
  }

  /// Plays an utterance of a file.
  static func play(file path: String, _ utterance: Utterance, work: Work) -> WorkReport? {
    do throws(AudioError) {
      let source = try FileSource(path: path)
      let rate = source.format.sampleRate
      let span = utterance.sampleRange(rate: rate)
      try source.seek(toSample: span.lowerBound)
      var samples = [Float](repeating: 0, count: span.count)
      var count = 0
      while count < samples.count, !work.isCancelled {
        let result = try samples.withUnsafeMutableBufferPointer { samples throws(AudioError) in
          try source.read(into: UnsafeMutableBufferPointer(rebasing: samples[count...]))
        }
        guard case .samples(let more) = result else { break }
        count += more
      }
      return play(Array(samples[..<count]), rate: rate, work)
    } catch {
      return .failed("the utterance cannot be played: \(error.text)")
    }
  }

  private static func play(_ samples: [Float], rate: Int, _ work: Work) -> WorkReport? {
    do throws(AudioError) {
      try Playback.playAttended(samples, sampleRate: rate) { work.isCancelled }
      return .played
    } catch {
      // Other advice than for a device that is listened to.
      if case .deviceUnavailable(_, let reason) = error {
        return .failed("nothing can be played: there is no sound output that works: \(reason)")
      }
      return .failed("nothing can be played: \(error.text)")
    }
  }
}

extension Utterance {
  /// Where it lies in a stream of `rate` samples a second.
  fileprivate func sampleRange(rate: Int) -> Range<Int> {
    let first = max(0, Int(start * Double(rate)))
    return first..<max(first, Int(end * Double(rate)))
  }
}
