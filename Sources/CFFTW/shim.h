// The header as it is: single-precision FFTW needs no help to be imported.
#include <fftw3.h>
