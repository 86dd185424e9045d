// The header as it is: FFTW needs no help to be imported. Single precision (fftw3f) serves the front end, double
// precision (fftw3) the features that look into the valleys of a spectrum.
#include <fftw3.h>
