import CALSA

/// Agrees on rate, channels, format and buffer with an open device, and prepares it.
struct MicrophoneSetup {
  private(set) var sampleRate = 0
  private(set) var channelCount = 0
  private(set) var encoding = SampleEncoding.s16le
  private(set) var periodFrameCount = 0
  private(set) var bufferFrameCount = 0

  /// Formats that are understood, the best first.
  private static let formats: [(snd_pcm_format_t, SampleEncoding)] = [
    (SND_PCM_FORMAT_FLOAT_LE, .f32le), (SND_PCM_FORMAT_S32_LE, .s32le), (SND_PCM_FORMAT_S24_LE, .s24in32le),
    (SND_PCM_FORMAT_S24_3LE, .s24le), (SND_PCM_FORMAT_S16_LE, .s16le), (SND_PCM_FORMAT_S16_BE, .s16be),
    (SND_PCM_FORMAT_U8, .u8),
  ]

  /// States what a device agreed to.
  init(
    sampleRate: Int, channelCount: Int, encoding: SampleEncoding, periodFrameCount: Int, bufferFrameCount: Int
  ) {
    self.sampleRate = sampleRate
    self.channelCount = channelCount
    self.encoding = encoding
    self.periodFrameCount = periodFrameCount
    self.bufferFrameCount = bufferFrameCount
  }

  /// - Errors: `deviceUnavailable` with the step that failed, `unsupportedFormat`.
  init(pcm: OpaquePointer, device: String, preferredSampleRate: Int) throws(AudioError) {
    // First without ALSA's resampling; a device that exists only with it gets it.
    do throws(AudioError) {
      try setHardware(pcm, device: device, preferredSampleRate: preferredSampleRate, resampling: false)
    } catch {
      try setHardware(pcm, device: device, preferredSampleRate: preferredSampleRate, resampling: true)
    }
    guard AudioFormat.sampleRates.contains(sampleRate), AudioFormat.channelCounts.contains(channelCount)
    else {
      throw .unsupportedFormat(path: device, sampleRate: sampleRate, channelCount: channelCount)
    }
    try setSoftware(pcm, device: device)
    try Self.check(snd_pcm_prepare(pcm), device, "prepare")
  }

  private mutating func setHardware(
    _ pcm: OpaquePointer, device: String, preferredSampleRate: Int, resampling: Bool
  ) throws(AudioError) {
    var allocated: OpaquePointer?
    guard snd_pcm_hw_params_malloc(&allocated) == 0, let parameters = allocated else {
      throw .deviceUnavailable(name: device, reason: "out of memory")
    }
    defer { snd_pcm_hw_params_free(parameters) }
    try Self.check(snd_pcm_hw_params_any(pcm, parameters), device, "configuration")
    try Self.check(
      snd_pcm_hw_params_set_rate_resample(pcm, parameters, resampling ? 1 : 0), device, "resampling")
    try Self.check(
      snd_pcm_hw_params_set_access(pcm, parameters, SND_PCM_ACCESS_RW_INTERLEAVED), device,
      "interleaved access")
    guard
      let format = Self.formats.first(where: { snd_pcm_hw_params_test_format(pcm, parameters, $0.0) == 0 })
    else { throw .deviceUnavailable(name: device, reason: "sample format: none of the known ones") }
    try Self.check(snd_pcm_hw_params_set_format(pcm, parameters, format.0), device, "sample format")
    encoding = format.1

    var channels: UInt32 = 1
    try Self.check(snd_pcm_hw_params_set_channels_near(pcm, parameters, &channels), device, "channels")
    channelCount = Int(channels)

    var rate = UInt32(preferredSampleRate)
    var direction: Int32 = 0
    if snd_pcm_hw_params_set_rate(pcm, parameters, rate, 0) != 0 {
      // The lowest rate above loses nothing; failing that, the highest below.
      if snd_pcm_hw_params_set_rate_min(pcm, parameters, &rate, &direction) == 0 {
        try Self.check(snd_pcm_hw_params_set_rate_first(pcm, parameters, &rate, &direction), device, "rate")
      } else {
        try Self.check(snd_pcm_hw_params_set_rate_last(pcm, parameters, &rate, &direction), device, "rate")
      }
    }
    sampleRate = Int(rate)

    var period = snd_pcm_uframes_t(max(1, sampleRate / 50))
    direction = 0
    try Self.check(
      snd_pcm_hw_params_set_period_size_near(pcm, parameters, &period, &direction), device, "period")
    var buffer = snd_pcm_uframes_t(sampleRate * 3 / 10)
    try Self.check(snd_pcm_hw_params_set_buffer_size_near(pcm, parameters, &buffer), device, "buffer")
    try Self.check(snd_pcm_hw_params(pcm, parameters), device, "configuration")
    // The null device has a single period of any size; a block of more than a tenth of a second is of no use.
    periodFrameCount = max(1, min(Int(period), sampleRate / 10))
    bufferFrameCount = Int(buffer)
  }

  private func setSoftware(_ pcm: OpaquePointer, device: String) throws(AudioError) {
    var allocated: OpaquePointer?
    guard snd_pcm_sw_params_malloc(&allocated) == 0, let parameters = allocated else {
      throw .deviceUnavailable(name: device, reason: "out of memory")
    }
    defer { snd_pcm_sw_params_free(parameters) }
    try Self.check(snd_pcm_sw_params_current(pcm, parameters), device, "configuration")
    try Self.check(
      snd_pcm_sw_params_set_avail_min(pcm, parameters, snd_pcm_uframes_t(periodFrameCount)), device,
      "wake-up level")
    try Self.check(snd_pcm_sw_params_set_start_threshold(pcm, parameters, 1), device, "start level")
    try Self.check(snd_pcm_sw_params(pcm, parameters), device, "configuration")
  }

  private static func check(_ code: Int32, _ device: String, _ step: String) throws(AudioError) {
    if code < 0 { throw .deviceUnavailable(name: device, reason: "\(step): \(ALSALibrary.reason(code))") }
  }
}
