#ifndef LIVESER_CNCURSES_SHIM_H
#define LIVESER_CNCURSES_SHIM_H

// The wide-character API (setcchar, wget_wch); without it a cell holds one byte.
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

// tigetstr and tigetnum by hand: term.h would import every capability as a macro of its short name.
extern NCURSES_EXPORT(char *) tigetstr(const char *);
extern NCURSES_EXPORT(int) tigetnum(const char *);
extern NCURSES_EXPORT(int) tigetflag(const char *);
extern NCURSES_EXPORT(int) putp(const char *);

// Globals that ncurses may declare through macros (NCURSES_WRAPPED_VAR).
static inline WINDOW *liveser_stdscr(void) { return stdscr; }
static inline int liveser_lines(void) { return LINES; }
static inline int liveser_columns(void) { return COLS; }
static inline int liveser_color_count(void) { return COLORS; }
static inline int liveser_pair_count(void) { return COLOR_PAIRS; }

// stdin and stdout are macros or global variables by libc; newterm needs the FILE pointers.
static inline SCREEN *liveser_newterm(const char *type) { return newterm(type, stdout, stdin); }

// Attributes are cast expressions of NCURSES_BITS, which the importer does not take.
static inline attr_t liveser_bold(void) { return WA_BOLD; }
static inline attr_t liveser_dim(void) { return WA_DIM; }
static inline attr_t liveser_underline(void) { return WA_UNDERLINE; }
static inline attr_t liveser_reverse(void) { return WA_REVERSE; }

// tigetstr and tigetflag mark "not a string capability" by the pointer (char *) -1; gives NULL for that.
static inline const char *liveser_capability(const char *name) {
  const char *text = tigetstr(name);
  return text == (char *)-1 ? NULL : text;
}

// One cell: a base scalar and at most one combining mark. A pair above 32767 travels in `opts`.
static inline int liveser_set_cell(cchar_t *cell, uint32_t base, uint32_t mark, attr_t attributes, int pair) {
  wchar_t text[3] = {(wchar_t)base, (wchar_t)mark, 0};
  return setcchar(cell, text, attributes, (short)(pair > 32767 ? 0 : pair), &pair);
}

// Macro of two calls; a run of cells at a place, which neither wraps nor moves the cursor.
static inline int liveser_put_cells(int y, int x, const cchar_t *cells, int count) {
  return mvwadd_wchnstr(stdscr, y, x, cells, count);
}

// wcwidth is hidden behind _XOPEN_SOURCE in some header orders.
extern int wcwidth(wchar_t);
static inline int liveser_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

// TIOCGWINSZ through the variadic ioctl, which does not import. 0 when the terminal says its size.
static inline int liveser_window_size(int descriptor, int *lines, int *columns) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return -1;
  *lines = size.ws_row;
  *columns = size.ws_col;
  return 0;
}

// memfd_create hides behind _GNU_SOURCE, which must not change what curses.h declares. Close-on-exec is 1.
extern int memfd_create(const char *, unsigned int);
static inline int liveser_memory_file(const char *name) { return memfd_create(name, 1); }

// putp writes through stdio, whose buffer would hold the sequence back; stdout is a mutable C global to Swift.
static inline void liveser_emit(const char *sequence) {
  putp(sequence);
  fflush(stdout);
}

// stderr is a mutable C global, which Swift 6 does not let be read.
static inline void liveser_flush_stderr(void) { fflush(stderr); }

// Function-like macros of the key codes.
static inline int liveser_key_f(int number) { return KEY_F(number); }

#endif
