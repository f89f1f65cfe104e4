/* The route table, compiled: literals win over captures. */
#include "kit/gate/route.h"

#include "base/ensure.h"
#include "base/mem.h"

#include <string.h>

enum { SEGMENTS = 12, BUCKETS = 256 };

/*
 * Routes hang in buckets by number of segments and first segment (a pattern that
 * begins with a capture hangs under the empty text), so a look-up compares few.
 */
struct entry {
	const struct http_route *route;
	struct entry            *next;
	str                      seg[SEGMENTS]; /* a capture keeps its braces */
	size_t                   nseg;
};

struct router {
	struct entry *bucket[BUCKETS];
	size_t        n;
	struct entry  entry[];
};

static size_t
split(str path, str seg[SEGMENTS])
{
	str    rest = str_slice(path, 1, path.n);
	size_t n = 0;

	if (rest.n == 0)
		return 0;
	while (rest.p) {
		if (n == SEGMENTS)
			return SIZE_MAX;
		seg[n++] = str_cut(&rest, '/');
	}
	return n;
}

static bool
is_capture(str seg)
{
	return seg.n > 2 && seg.p[0] == '{' && seg.p[seg.n - 1] == '}';
}

static size_t
bucket_of(size_t nseg, str first)
{
	return (str_hash(first) ^ nseg) % BUCKETS;
}

/* A total order, so that inserting keeps it: literals before captures, from the left. */
static bool
goes_first(const struct entry *a, const struct entry *b)
{
	if (a->nseg != b->nseg)
		return a->nseg < b->nseg;
	for (size_t i = 0; i < a->nseg && i < b->nseg; i++)
		if (is_capture(a->seg[i]) != is_capture(b->seg[i]))
			return is_capture(b->seg[i]);
	return false;
}

static bool
same_paths(const struct entry *a, const struct entry *b)
{
	if (a->nseg != b->nseg)
		return false;
	for (size_t i = 0; i < a->nseg; i++)
		if (is_capture(a->seg[i]) != is_capture(b->seg[i]) ||
		    (!is_capture(a->seg[i]) && !str_eq(a->seg[i], b->seg[i])))
			return false;
	return true;
}

static void
check(const struct http_route *r, const struct entry *e)
{
	size_t captures = 0;

	ensure(r->run != NULL);
	ensure(r->method < HTTP_METHODS && r->rate < HTTP_RATES);
	ensure(r->lane != HTTP_INLINE || (r->perm == PERM_PUBLIC && r->method == HTTP_GET));
	ensure((r->lane == HTTP_WRITE) == (r->render != NULL));
	ensure(!r->quick || (r->lane == HTTP_READ && r->method == HTTP_GET));
	ensure(r->lane != HTTP_WRITE || r->method != HTTP_GET);
	for (size_t i = 0; i < e->nseg; i++)
		captures += is_capture(e->seg[i]);
	ensure(captures <= HTTP_CAPTURES && (captures || !r->knows));
}

struct router *
router_new(const struct http_route *const *routes, size_t n)
{
	struct router *r = mem_alloc(sizeof(*r) + n * sizeof(r->entry[0]));

	if (!r)
		return NULL;
	r->n = n;
	for (size_t i = 0; i < n; i++) {
		struct entry  *e = &r->entry[i], **at;
		str            pattern = str_of(routes[i]->pattern);

		e->route = routes[i];
		ensure(pattern.n > 0 && pattern.p[0] == '/');
		e->nseg = split(pattern, e->seg);
		ensure(e->nseg <= SEGMENTS);
		check(routes[i], e);
		at = &r->bucket[bucket_of(e->nseg, e->nseg && !is_capture(e->seg[0]) ? e->seg[0] : S(""))];
		for (struct entry *o = *at; o; o = o->next)
			ensure(!(same_paths(o, e) && o->route->method == e->route->method));
		while (*at && !goes_first(e, *at))
			at = &(*at)->next;
		e->next = *at;
		*at = e;
	}
	return r;
}

void
router_free(struct router *r)
{
	mem_free(r);
}

static bool
matches(const struct entry *e, const str *seg, size_t nseg, struct input *capture, size_t *ncapture)
{
	if (e->nseg != nseg)
		return false;
	*ncapture = 0;
	for (size_t i = 0; i < nseg; i++) {
		if (is_capture(e->seg[i]))
			capture[(*ncapture)++] = (struct input){str_slice(e->seg[i], 1, e->seg[i].n - 1), seg[i]};
		else if (!str_eq(e->seg[i], seg[i]))
			return false;
	}
	return true;
}

const struct http_route *
router_find(const struct router *r, enum http_method m, str path, struct input *capture,
            size_t *ncapture, unsigned *allow)
{
	str    seg[SEGMENTS];
	size_t n = split(path, seg);

	*allow = 0;
	*ncapture = 0;
	if (n == SIZE_MAX)
		return NULL;
	for (int literal = 1; literal >= 0; literal--) {
		const struct entry *e = r->bucket[bucket_of(n, literal && n ? seg[0] : S(""))];

		for (; e; e = e->next) {
			if (!matches(e, seg, n, capture, ncapture) ||
			    (e->route->knows && !e->route->knows(capture[0].value)))
				continue;
			if (e->route->method == m)
				return e->route;
			*allow |= 1u << e->route->method;
		}
		if (n == 0)
			break;
	}
	*ncapture = 0;
	return NULL;
}
