#ifndef LIVESER_CALSA_SHIM_H
#define LIVESER_CALSA_SHIM_H

#include <alsa/asoundlib.h>

#endif
