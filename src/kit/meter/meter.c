/* Counting requests, and writing what was counted. */
#include "kit/meter/meter.h"

#include <stdatomic.h>

enum { STATUS_MAX = 600 };

/* Upper bounds in µs: what a quick page takes, what people notice, what is refused for its length. */
static const struct {
	int64_t     us;
	const char *text;
} bounds[] = {{500, "0.0005"},   {1000, "0.001"},   {2500, "0.0025"},  {5000, "0.005"},  {10000, "0.01"},
              {25000, "0.025"},  {50000, "0.05"},   {100000, "0.1"},   {250000, "0.25"}, {500000, "0.5"},
              {1000000, "1"},    {2500000, "2.5"},  {5000000, "5"},    {10000000, "10"}, {30000000, "30"}};
enum { BUCKETS = sizeof(bounds) / sizeof(bounds[0]) };

static const char *const class_name[] = {
#define X(name) #name,
    METER_CLASSES(X)
#undef X
};

static struct {
	_Atomic uint64_t answered[STATUS_MAX], took[BUCKETS + 1], us;
} of[METER_CLASS_MAX];

void
meter_request(enum meter_class kind, int status, int64_t us)
{
	size_t i = 0;

	if (status < 100 || status >= STATUS_MAX)
		status = 0;
	us = us > 0 ? us : 0;
	while (i < BUCKETS && us > bounds[i].us)
		i++;
	(void)atomic_fetch_add_explicit(&of[kind].answered[status], 1, memory_order_relaxed);
	(void)atomic_fetch_add_explicit(&of[kind].took[i], 1, memory_order_relaxed);
	(void)atomic_fetch_add_explicit(&of[kind].us, (uint64_t)us, memory_order_relaxed);
}

void
meter_family(struct buf *b, const char *name, const char *type, const char *help)
{
	buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void
meter_value(struct buf *b, const char *name, const char *labels, int64_t v)
{
	buf_printf(b, "%s%s%s%s %lld\n", name, labels ? "{" : "", labels ? labels : "", labels ? "}" : "",
	           (long long)v);
}

void
meter_seconds(struct buf *b, const char *name, const char *labels, int64_t us)
{
	buf_printf(b, "%s%s%s%s %s%lld.%06lld\n", name, labels ? "{" : "", labels ? labels : "", labels ? "}" : "",
	           us < 0 ? "-" : "", (long long)((us < 0 ? -us : us) / 1000000),
	           (long long)((us < 0 ? -us : us) % 1000000));
}

void
meter_bucket(struct buf *b, const char *name, const char *labels, const char *le, uint64_t n)
{
	buf_printf(b, "%s_bucket{%s%sle=\"%s\"} %llu\n", name, labels ? labels : "", labels ? "," : "",
	           le ? le : "+Inf", (unsigned long long)n);
}

static const char *
label(struct buf *b, size_t kind)
{
	return arena_printf(b->arena, "class=\"%s\"", class_name[kind]).p;
}

void
meter_add_requests(struct buf *b)
{
	meter_family(b, "duban_http_requests_total", "counter", "Requests answered, by class and status; 0: cut off.");
	for (size_t k = 0; k < METER_CLASS_MAX; k++)
		for (int s = 0; s < STATUS_MAX; s++) {
			uint64_t n = atomic_load_explicit(&of[k].answered[s], memory_order_relaxed);

			if (n)
				buf_printf(b, "duban_http_requests_total{class=\"%s\",status=\"%d\"} %llu\n",
				           class_name[k], s, (unsigned long long)n);
		}
	meter_family(b, "duban_http_request_seconds", "histogram",
	             "From the end of a request's head to the end of its answer.");
	for (size_t k = 0; k < METER_CLASS_MAX; k++) {
		const char *labels = label(b, k);
		uint64_t    n = 0;

		for (size_t i = 0; labels && i <= BUCKETS; i++) {
			n += atomic_load_explicit(&of[k].took[i], memory_order_relaxed);
			meter_bucket(b, "duban_http_request_seconds", labels, i < BUCKETS ? bounds[i].text : NULL, n);
		}
		if (!labels)
			return;
		meter_seconds(b, "duban_http_request_seconds_sum", labels,
		              (int64_t)atomic_load_explicit(&of[k].us, memory_order_relaxed));
		meter_value(b, "duban_http_request_seconds_count", labels, (int64_t)n);
	}
}
