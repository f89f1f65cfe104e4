/* What a running server tells the second socket: figures, never names. */
#include "app/server/inside.h"

#include "base/clock.h"
#include "base/log.h"
#include "kit/meter/meter.h"
#include "kit/photo/child.h"
#include "kit/photo/photo.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A family with one value. */
static void
one(struct buf *b, const char *name, const char *type, int64_t v, const char *help)
{
	meter_family(b, name, type, help);
	meter_value(b, name, NULL, v);
}

static void
one_seconds(struct buf *b, const char *name, int64_t us, const char *help)
{
	meter_family(b, name, "gauge", help);
	meter_seconds(b, name, NULL, us);
}

/* ---- Each part of the server ------------------------------------------------------------------------ */

static void
add_http(struct buf *b, struct http *h)
{
	struct http_stats s;

	http_stats(h, &s);
	meter_add_requests(b);
	one(b, "duban_http_refused_total", "counter", (int64_t)s.refused,
	    "Requests refused before a worker saw them: limits, origin, permission, full queues.");
	one(b, "duban_http_expired_total", "counter", (int64_t)s.expired, "Requests answered 504.");
	one(b, "duban_http_aborted_total", "counter", (int64_t)s.aborted, "Requests whose client left.");
	one(b, "duban_http_quick_total", "counter", (int64_t)s.quick,
	    "Pages answered from memory on the thread that received them.");
	one(b, "duban_http_too_dear_total", "counter", (int64_t)s.too_dear,
	    "Pages tried there and begun again on a worker.");
	one(b, "duban_http_connections", "gauge", s.connections, "Open connections.");
	one(b, "duban_http_in_flight", "gauge", s.in_flight, "Requests at workers or at the writer.");
	one(b, "duban_http_waiting", "gauge", s.waiting, "Requests that wait for a worker.");
	one(b, "duban_http_streams", "gauge", s.streams, "Open event streams.");
	one(b, "duban_access_log_lost_total", "counter", (int64_t)s.log_lost,
	    "Lines of the access log that found no room.");
}

static void
add_writer(struct buf *b, struct writer *w)
{
	static const char *const le[WRITER_BATCHES] = {"1", "2", "4", "8", "16", "32", "64", "128", NULL};
	struct writer_stats      s;
	uint64_t                 n = 0;

	writer_stats(w, &s);
	one(b, "duban_writer_waiting", "gauge", s.waiting, "Commands that wait for the writer.");
	one(b, "duban_commands_total", "counter", (int64_t)s.commands, "Commands that were run.");
	one(b, "duban_commands_refused_total", "counter", (int64_t)s.refused, "Commands that ended with a refusal.");
	one(b, "duban_commits_total", "counter", (int64_t)s.transactions, "Transactions of the writer.");
	one(b, "duban_commands_alone_total", "counter", (int64_t)s.alone,
	    "Commands run again, each alone, because their batch was lost.");
	one(b, "duban_command_retries_total", "counter", (int64_t)s.retries, "Commands run again after a conflict.");
	meter_family(b, "duban_batch_commands", "histogram", "Commands in one transaction.");
	for (int i = 0; i < WRITER_BATCHES; i++) {
		n += s.batch[i];
		meter_bucket(b, "duban_batch_commands", NULL, le[i], n);
	}
	meter_value(b, "duban_batch_commands_sum", NULL, (int64_t)s.commands);
	meter_value(b, "duban_batch_commands_count", NULL, (int64_t)n);
	one(b, "duban_wal_bytes", "gauge", s.wal_bytes, "The write-ahead log of a SQLite store; 0 on PostgreSQL.");
	one(b, "duban_wal_held", "gauge", s.slices_held,
	    "1: a reader keeps the log from beginning anew; long works wait.");
}

/* As the scheduler saw it last: the store is not asked. */
static void
add_scheduler(struct buf *b, struct server *s, int64_t now)
{
	struct seen *v = &s->seen;
	int64_t      sealed_at = atomic_load(&v->sealed_at), since = atomic_load(&v->unsealed_since);

	one(b, "duban_scheduler_rounds_total", "counter", atomic_load(&v->rounds),
	    "Rounds of the scheduler; one a second.");
	one_seconds(b, "duban_scheduler_lag_seconds", atomic_load(&v->lag_us), "How late its last round began.");
	one_seconds(b, "duban_scheduler_lag_most_seconds", atomic_load(&v->lag_most_us),
	            "How late a round has ever begun.");
	one(b, "duban_scheduler_mine", "gauge", atomic_load(&v->mine), "1: this copy keeps deadlines and the seal.");
	one(b, "duban_seal_position", "gauge", atomic_load(&v->position), "Sealed events.");
	one(b, "duban_seal_batch", "gauge", atomic_load(&v->batch), "The newest sealed batch.");
	if (sealed_at)
		one_seconds(b, "duban_seal_age_seconds", (now - sealed_at) * 1000, "Since the newest seal.");
	one_seconds(b, "duban_unsealed_age_seconds", since ? (now - since) * 1000 : 0,
	            "Since the oldest event that waits for the seal; 0: none does.");
}

static void
add_children(struct buf *b)
{
	static const char *const how[CHILD_ENDS] = {
	    [CHILD_DONE] = "end=\"done\"", [CHILD_FAILED] = "end=\"failed\"", [CHILD_LATE] = "end=\"late\"",
	    [CHILD_LOUD] = "end=\"loud\"", [CHILD_ABSENT] = "end=\"absent\"", [CHILD_MEMORY] = "end=\"memory\""};
	struct child_stats       s;

	child_stats(&s);
	one(b, "duban_photo_processes", "gauge", s.running, "Processes that decode or paint pictures now.");
	one(b, "duban_photo_waiting", "gauge", photo_waiting(), "Pictures that wait for a decoder.");
	meter_family(b, "duban_photo_processes_total", "counter", "Such processes that have ended, and how.");
	for (int i = 0; i < CHILD_ENDS; i++)
		meter_value(b, "duban_photo_processes_total", how[i], (int64_t)s.ended[i]);
}

/* Pages of resident memory, the second number of statm. */
static int64_t
resident(void)
{
	char    text[128];
	int     fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, text, sizeof(text)) : 0;
	str     rest = {text, n > 0 ? (size_t)n : 0};
	int64_t pages = 0;

	if (fd >= 0)
		(void)close(fd);
	(void)str_cut(&rest, ' ');
	return str_to_i64(str_cut(&rest, ' '), &pages) ? pages * sysconf(_SC_PAGESIZE) : 0;
}

static void
add_process(struct buf *b, const struct server *s, int64_t now)
{
	struct stat st;

	one(b, "process_start_time_seconds", "gauge", s->begun_at / 1000,
	    "When the server began, in seconds since 1970.");
	one(b, "process_resident_memory_bytes", "gauge", resident(), "Memory that it holds.");
	if (s->o->backup_mark && stat(s->o->backup_mark, &st) == 0)
		one_seconds(b, "duban_backup_age_seconds", (now - (int64_t)st.st_mtim.tv_sec * 1000) * 1000,
		            "Since the last backup that went well.");
}

static void
write_all(void *env, struct buf *b)
{
	struct server *s = env;
	int64_t        now = clock_now();

	add_http(b, s->http);
	add_writer(b, s->writer);
	add_scheduler(b, s, now);
	add_children(b);
	add_process(b, s, now);
}

enum err
metrics_start(struct server *s)
{
	struct meter_config c = {
	    .address = s->o->metrics_address, .port = s->o->metrics_port, .write = write_all, .env = s};

	if (!c.address)
		return OK;
	if (!str_starts(str_of(c.address), S("127.")) && !str_eq(str_of(c.address), S("::1")))
		log_line(LOG_WARN, "what=\"metrics can be read from other machines\" address=%s", c.address);
	return meter_start(&c, &s->meter);
}
