#ifndef LIVESER_CALSA_SHIM_H
#define LIVESER_CALSA_SHIM_H

#include <alsa/asoundlib.h>

static inline void liveser_alsa_ignore_message(const char *file, int line, const char *function, int err,
                                               const char *fmt, ...) {
  (void)file;
  (void)line;
  (void)function;
  (void)err;
  (void)fmt;
}

/// ALSA writes its messages to stderr, over a screen. The handler is variadic, which Swift cannot define.
static inline void liveser_alsa_silence(void) { snd_lib_error_set_handler(liveser_alsa_ignore_message); }

#endif
