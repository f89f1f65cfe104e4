/* Programming errors stop the process, in every build. */
#ifndef BASE_ENSURE_H
#define BASE_ENSURE_H

/*
 * Assert something that only a bug can break; logs file, line and expression
 * and aborts.  Never for input, the store or the machine: those return enum err.
 */
#define ensure(expr) ((expr) ? (void)0 : ensure_failed(__FILE__, __LINE__, #expr))

_Noreturn void ensure_failed(const char *file, int line, const char *expr);

#endif
