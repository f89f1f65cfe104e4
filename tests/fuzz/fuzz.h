/* A fuzz target's life without libFuzzer: its seeds, whole, cut short and hurt in small ways. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

#ifndef LIBFUZZER
#include "tap.h"

#include <stdlib.h>
#include <string.h>

enum { FUZZ_FILE = 1 << 15, FUZZ_HURTS = 1500 };

/* fuzz NAME SEED…: the target aborts when a promise is broken. */
static int
fuzz_replay(int argc, char **argv)
{
	static uint8_t whole[FUZZ_FILE], hurt[FUZZ_FILE];
	uint64_t       seed = 88172645463325252u;

	for (int i = 1; i < argc; i++) {
		FILE  *f = fopen(argv[i], "rb");
		size_t n = f ? fread(whole, 1, sizeof(whole), f) : 0, runs = 1;

		if (f)
			(void)fclose(f);
		(void)LLVMFuzzerTestOneInput(whole, n);
		for (size_t cut = 0; cut < n && cut < 300; cut++, runs++)
			(void)LLVMFuzzerTestOneInput(whole, cut);
		for (int k = 0; k < FUZZ_HURTS && n > 0; k++, runs++) {
			memcpy(hurt, whole, n);
			for (int c = 0; c < 1 + k % 5; c++) {
				seed ^= seed << 13;
				seed ^= seed >> 7;
				seed ^= seed << 17;
				hurt[seed % n] = (seed >> 32) % 2 ? hurt[(seed >> 20) % n] : (uint8_t)(seed >> 48);
			}
			(void)LLVMFuzzerTestOneInput(hurt, (seed >> 20) % 4 ? n : (seed >> 24) % (n + 1));
		}
		ok(f != NULL, "%s: %zu readings, none breaks a promise", strrchr(argv[i], '/') ? strrchr(argv[i], '/') + 1 : argv[i],
		   runs);
	}
	ok(tap_run > 0, "there are seeds");
	return done();
}

int
main(int argc, char **argv)
{
	return fuzz_replay(argc, argv);
}
#endif

#endif
