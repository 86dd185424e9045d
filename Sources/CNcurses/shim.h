#ifndef LIVESER_CNCURSES_SHIM_H
#define LIVESER_CNCURSES_SHIM_H

#define NCURSES_WIDECHAR 1
#include <curses.h>

#endif
