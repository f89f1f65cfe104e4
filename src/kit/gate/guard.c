/* Who may knock, how often, and from which page. */
#include "kit/gate/guard.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* ---- Attempts ---- */

/*
 * A fixed table, four slots to a set: memory does not grow with the number of
 * addresses.  When a set is full the slot with the most tokens left goes, which
 * is the one that loses least.
 */
enum { SETS = 2048, WAYS = 4 };

struct slot {
	uint64_t address; /* with the kind mixed in; 0 empty */
	int64_t  at;      /* µs of the last look */
	double   tokens;
};

struct buckets {
	pthread_mutex_t    lock;
	struct http_bucket rate[HTTP_RATES];
	struct slot        slot[SETS][WAYS];
};

struct buckets *
buckets_new(const struct http_bucket rate[HTTP_RATES])
{
	struct buckets *b = mem_alloc(sizeof(*b));

	if (!b)
		return NULL;
	(void)pthread_mutex_init(&b->lock, NULL);
	memcpy(b->rate, rate, sizeof(b->rate));
	return b;
}

void
buckets_free(struct buckets *b)
{
	if (!b)
		return;
	(void)pthread_mutex_destroy(&b->lock);
	mem_free(b);
}

static void
refill(struct slot *s, const struct http_bucket *r, int64_t now_us)
{
	double top = r->burst > 0 ? r->burst : 1;

	s->tokens += (double)(now_us - s->at) * r->per_minute / 60e6;
	s->at = now_us;
	if (s->tokens > top)
		s->tokens = top;
}

int
bucket_take(struct buckets *b, enum http_rate kind, uint64_t address, int64_t now_us)
{
	const struct http_bucket *r = &b->rate[kind];
	uint64_t     key = (address ^ ((uint64_t)kind << 56)) * 0x9e3779b97f4a7c15u | 1;
	struct slot *set = b->slot[key >> 53], *s = NULL;
	int          wait = 0;

	if (r->per_minute <= 0)
		return 0;
	(void)pthread_mutex_lock(&b->lock);
	for (size_t i = 0; i < WAYS && !s; i++)
		if (set[i].address == key)
			s = &set[i];
	if (!s) {
		s = &set[0];
		for (size_t i = 0; i < WAYS; i++) {
			if (set[i].address == 0) {
				s = &set[i];
				break;
			}
			if (set[i].tokens > s->tokens)
				s = &set[i];
		}
		*s = (struct slot){key, now_us, r->burst > 0 ? r->burst : 1};
	}
	refill(s, r, now_us);
	if (s->tokens >= 1)
		s->tokens -= 1;
	else
		wait = (int)((1 - s->tokens) * 60 / r->per_minute) + 1;
	(void)pthread_mutex_unlock(&b->lock);
	return wait;
}

/* ---- Addresses ---- */

str
guard_subject(str address, char room[GUARD_SUBJECT])
{
	char            z[INET6_ADDRSTRLEN], prefix[INET6_ADDRSTRLEN];
	struct in6_addr in;
	int             n;

	if (address.n >= sizeof(z) || str_find(address, ':') == SIZE_MAX)
		return address;
	memcpy(z, address.p, address.n);
	z[address.n] = '\0';
	if (inet_pton(AF_INET6, z, &in) != 1)
		return address;
	if (IN6_IS_ADDR_V4MAPPED(&in)) {
		(void)inet_ntop(AF_INET, &in.s6_addr[12], room, GUARD_SUBJECT);
		return str_of(room);
	}
	memset(&in.s6_addr[8], 0, 8);
	(void)inet_ntop(AF_INET6, &in, prefix, sizeof(prefix));
	n = snprintf(room, GUARD_SUBJECT, "%s/64", prefix);
	return (str){room, (size_t)n};
}

/* ---- Forged requests ---- */

/* The authority of "scheme://authority/…"; STR_NONE when it has none or the wrong scheme. */
static str
authority(str url, bool secure)
{
	if (str_starts(url, S("https://")))
		url = str_slice(url, 8, url.n);
	else if (!secure && str_starts(url, S("http://")))
		url = str_slice(url, 7, url.n);
	else
		return STR_NONE;
	return str_cut(&url, '/');
}

enum origin
guard_origin(str host, str origin, str referer, str fetch_site, bool secure)
{
	/* A browser that sends Sec-Fetch-Site tells the truth in it: pages cannot set it. */
	if (fetch_site.p && !str_eq(fetch_site, S("same-origin")))
		return ORIGIN_OTHER;
	if (origin.p)
		return host.n && str_eq_nocase(authority(origin, secure), host) ? ORIGIN_SAME : ORIGIN_OTHER;
	if (fetch_site.p)
		return ORIGIN_SAME;
	if (referer.p)
		return host.n && str_eq_nocase(authority(referer, secure), host) ? ORIGIN_SAME : ORIGIN_OTHER;
	return ORIGIN_NONE;
}

void
guard_csrf(const unsigned char key[32], str session, char out[CSRF_HEX])
{
	static const char             digit[] = "0123456789abcdef";
	crypto_auth_hmacsha256_state  st;
	unsigned char                 mac[crypto_auth_hmacsha256_BYTES];

	(void)crypto_auth_hmacsha256_init(&st, key, 32);
	(void)crypto_auth_hmacsha256_update(&st, (const unsigned char *)"csrf:", 5);
	(void)crypto_auth_hmacsha256_update(&st, (const unsigned char *)session.p, session.n);
	(void)crypto_auth_hmacsha256_final(&st, mac);
	for (size_t i = 0; i < sizeof(mac); i++) {
		out[2 * i] = digit[mac[i] >> 4];
		out[2 * i + 1] = digit[mac[i] & 15];
	}
}

bool
guard_csrf_ok(const unsigned char key[32], str session, str token)
{
	char want[CSRF_HEX];

	if (token.n != CSRF_HEX)
		return false;
	guard_csrf(key, session, want);
	return sodium_memcmp(want, token.p, CSRF_HEX) == 0;
}
