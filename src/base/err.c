/* The table of errors: status, exit code, name. */
#include "base/err.h"

#include "base/ensure.h"

static const struct {
	int         status, exit;
	const char *name;
} table[ERR_MAX] = {
    [OK] = {200, 0, "ok"},
    [ERR_INPUT] = {422, 2, "input"},
    [ERR_LOGIN] = {401, 3, "login"},
    [ERR_DENIED] = {403, 4, "denied"},
    [ERR_NONE] = {404, 5, "none"},
    [ERR_STALE] = {409, 6, "stale"},
    [ERR_RULE] = {409, 7, "rule"},
    [ERR_LARGE] = {413, 8, "large"},
    [ERR_MANY] = {429, 9, "many"},
    [ERR_BUSY] = {503, 10, "busy"},
    [ERR_FULL] = {507, 11, "full"},
    [ERR_MEMORY] = {500, 12, "memory"},
    [ERR_STORE] = {500, 13, "store"},
    [ERR_RETRY] = {503, 14, "retry"},
};

int
err_status(enum err e)
{
	ensure(e >= OK && e < ERR_MAX);
	return table[e].status;
}

int
err_exit(enum err e)
{
	ensure(e >= OK && e < ERR_MAX);
	return table[e].exit;
}

const char *
err_name(enum err e)
{
	ensure(e >= OK && e < ERR_MAX);
	return table[e].name;
}
