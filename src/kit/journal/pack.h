/* How a payload stands in the store: small. */
#ifndef KIT_JOURNAL_PACK_H
#define KIT_JOURNAL_PACK_H

#include "base/ctx.h"

/*
 * Payloads are short JSON that repeats the same names a million times; they are most
 * of what a case takes on the disk.  The store therefore keeps them compressed
 * (Zstandard) with a list of words both sides know, a sixth of their length.  What
 * is digested and sealed is the JSON itself: packing is the store's own business
 * and may change, as long as every old first byte can still be read.
 *
 *	'{'   the JSON as it is: what does not become shorter
 *	0x01  a Zstandard frame made with words 1 (pack.c), which never change
 */

/*
 * The stored form of a payload, into cx->arena or pointing at `json` itself.
 * ERR_MEMORY; never longer than `json`.
 */
MUSTCHECK enum err payload_pack(struct ctx *cx, str json, str *stored);

/*
 * The JSON of a stored payload, into cx->arena or pointing at `stored`; STR_NONE (erased)
 * stays STR_NONE.  false in *whole: the bytes are no payload of ours (altered, cut short,
 * above BUF_PAYLOAD); *json is then `stored` as it is, which fits no commitment.
 * ERR_MEMORY.
 */
MUSTCHECK enum err payload_unpack(struct ctx *cx, str stored, str *json, bool *whole);

#endif
