/* Who may knock, how often, and from which page. */
#ifndef KIT_GATE_GUARD_H
#define KIT_GATE_GUARD_H

#include "kit/gate/route.h"

struct http_bucket {
	int per_minute, burst; /* per_minute 0: no limit */
};

/*
 * Whom an address stands for wherever something is counted by it: IPv4 as it is, also when mapped into IPv6
 * (::ffff:192.0.2.1); of IPv6 the first 64 bits ("2001:db8::/64"), for whoever has one address there has all of
 * them.  What is no address is itself.  The text lies in `room` or is `address`.
 */
enum { GUARD_SUBJECT = 64 };
str guard_subject(str address, char room[GUARD_SUBJECT]);

/* Token buckets by kind and address; NULL without memory. */
struct buckets;
struct buckets *buckets_new(const struct http_bucket rate[HTTP_RATES]);
void            buckets_free(struct buckets *b);

/* Take one token; 0, or the seconds until there is one. */
int bucket_take(struct buckets *b, enum http_rate kind, uint64_t address, int64_t now_us);

/* What an unsafe request says about where it comes from. */
enum origin { ORIGIN_NONE, ORIGIN_SAME, ORIGIN_OTHER };
enum origin guard_origin(str host, str origin, str referer, str fetch_site, bool secure);

/* The CSRF token of a session: 64 hex digits of a keyed hash. */
enum { CSRF_HEX = 64 };
void guard_csrf(const unsigned char key[32], str session, char out[CSRF_HEX]);
bool guard_csrf_ok(const unsigned char key[32], str session, str token);

#endif
