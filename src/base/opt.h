/* Numbers that may be absent, as columns and parameters marked `?` have them. */
#ifndef BASE_OPT_H
#define BASE_OPT_H

#include <stdbool.h>
#include <stdint.h>

/* `v` counts only when `some`; a zeroed value is "none" (SQL NULL). */
typedef struct {
	bool    some;
	int64_t v;
} opt_i64;

typedef struct {
	bool   some;
	double v;
} opt_f64;

typedef struct {
	bool some;
	bool v;
} opt_bool;

#define SOME_I64(x) ((opt_i64){true, (x)})
#define SOME_F64(x) ((opt_f64){true, (x)})
#define SOME_BOOL(x) ((opt_bool){true, (x)})

#endif
