// Swift's Glibc module covers <unistd.h>, which has getopt, and not <getopt.h>, which has getopt_long.
#include <getopt.h>
