/* One import from the first byte to the last sum. */
#include "base/ensure.h"
#include "base/utf8.h"
#include "city/catalog/catalog.h"
#include "kit/table/table.h"
#include "work/import/import.h"
#include "work/intake/intake.h"
#include "work/intake/known.h"
#include "work_import_texts.h"

#include <pthread.h>

enum {
	BATCH_BYTES = 1 << 20,       /* of JSON, or of cells: whatever is full first */
	BATCH_ARENA = 96 << 20,
	HEADER_WITHIN = 50,          /* records among which the header is looked for */
	PRINTS_MOST = 1 << 23        /* slots: 64 MiB, four million numbers */
};

/* ---- Numbers seen in this file ---- */

/* A set of 64-bit prints of numbers; past its ceiling it forgets nothing and learns nothing. */
struct prints {
	struct arena *a;
	uint64_t     *slot;
	size_t        size, n;
};

/* FNV alone leaves similar numbers in similar slots. */
static uint64_t
print_of(str s)
{
	uint64_t h = str_hash(s);

	h ^= h >> 33;
	h *= UINT64_C(0xff51afd7ed558ccd);
	h ^= h >> 33;
	h *= UINT64_C(0xc4ceb9fe1a85ec53);
	h ^= h >> 33;
	return h ? h : 1;
}

static uint64_t *
slot_for(uint64_t *slot, size_t size, uint64_t h)
{
	size_t i = (size_t)h & (size - 1);

	while (slot[i] && slot[i] != h)
		i = (i + 1) & (size - 1);
	return &slot[i];
}

static bool
prints_grow(struct prints *p)
{
	size_t        size = p->size ? 2 * p->size : 1 << 14;
	struct arena *a = arena_new(size * sizeof(uint64_t) + (1 << 16));
	uint64_t     *slot = a ? ARENA_NEWS(a, size, uint64_t) : NULL;

	if (!slot) {
		arena_free(a);
		return false;
	}
	for (size_t i = 0; i < p->size; i++)
		if (p->slot[i])
			*slot_for(slot, size, p->slot[i]) = p->slot[i];
	arena_free(p->a);
	p->a = a;
	p->slot = slot;
	p->size = size;
	return true;
}

static bool
prints_has(const struct prints *p, str s)
{
	return p->size && *slot_for(p->slot, p->size, print_of(s)) != 0;
}

/* False only without memory. */
static bool
prints_add(struct prints *p, str s)
{
	if (2 * (p->n + 1) > p->size) {
		if (p->size >= PRINTS_MOST)
			return true;
		if (!prints_grow(p))
			return false;
	}
	p->n++;
	*slot_for(p->slot, p->size, print_of(s)) = print_of(s);
	return true;
}

/* ---- One batch ---- */

/* A row kept until its batch has been answered. */
struct held {
	int64_t             line;
	struct table_record rec;
	str                 number, parent;
};

/* A batch: read, converted and prepared by the caller's thread, while another writes the one before. */
struct batch {
	struct ctx         cx; /* its arena is emptied before it is filled again */
	struct buf         rows;
	struct json        json;
	struct held        held[INTAKE_ROWS];
	size_t             n, bytes;
	/* While it is written they are the writing thread's. */
	const struct import_run *run;
	struct input       pairs[2];
	struct command_ready ready;
	struct reply       reply;
	enum err           err;
};

struct job {
	struct ctx        *cx;
	struct import_run *run;
	struct import_sums *sums;
	struct table      *table;
	struct reader      reader;
	struct prints      seen;
	struct batch       batch[2], *b; /* b: the one that is filled */
	struct batch      *away;         /* the one that is written; NULL: none */
	pthread_t          writer;
	/* A trial: originals that are named and neither in the store nor in the file so far. */
	str               *wanted;
	size_t             nwanted, capwanted;
};

static void
begin_batch(struct batch *b)
{
	arena_reset(b->cx.arena);
	ctx_forget(&b->cx);
	b->n = 0;
	b->bytes = 0;
	b->ready = (struct command_ready){NULL, NULL};
	buf_init(&b->rows, b->cx.arena, 8 * BATCH_BYTES);
	json_init(&b->json, &b->rows);
	json_arr(&b->json);
}

/* The reasons of the batch, which live in its arena, into the caller's context. */
static enum err
pass_on(struct job *j, const struct batch *b, enum err e)
{
	for (size_t i = 0; i < b->cx.why.n; i++) {
		const struct why_line *l = &b->cx.why.line[i];

		(void)ctx_refuse(j->cx, b->cx.why.err, l->field, l->text, l->arg, WHY_ARGS);
	}
	return e;
}

static enum err
reject(struct job *j, struct batch *b, const struct table_record *rec, str column, str sentence)
{
	struct import_reject r = {.line = rec->line, .column = column, .sentence = sentence, .record = rec};

	j->sums->rejected++;
	return j->run->reject ? j->run->reject(&b->cx, &r, j->run->arg) : OK;
}

static int64_t
number_cut(str *rest)
{
	int64_t v = 0;

	ensure(str_to_i64(str_cut(rest, ' '), &v));
	return v;
}

/* The source's own name of the column that a field of a told row comes from. */
static str
column_of(const struct job *j, str field)
{
	return reader_column(&j->reader, field);
}

static enum err
take_refused(struct job *j, struct batch *b, str lines)
{
	enum err e = OK;

	while (e == OK && lines.n) {
		str     line = str_cut(&lines, '\n');
		str     index = str_cut(&line, '\t'), field = str_cut(&line, '\t');
		int64_t i;

		if (!str_to_i64(index, &i))
			break;
		ensure(i >= 0 && (size_t)i < b->n);
		e = reject(j, b, &b->held[i].rec, column_of(j, field), line);
	}
	return e;
}

/* How many of the file's rows wait for this number; they are found by it. */
static int64_t
found_wanted(struct job *j, str number)
{
	int64_t n = 0;

	for (size_t i = 0; i < j->nwanted;) {
		if (str_eq(j->wanted[i], number)) {
			j->wanted[i] = j->wanted[--j->nwanted];
			n++;
		} else {
			i++;
		}
	}
	return n;
}

/*
 * A trial writes nothing, so originals that stand in the file itself are looked up
 * here: those read so far among the prints, later ones by what is wanted.
 */
static enum err
trial_links(struct job *j, const struct held *h, char state)
{
	str kept;

	if (state != TRIAL_NEWS && state != TRIAL_LINKED)
		return OK;
	j->sums->linked += found_wanted(j, h->number);
	if (state == TRIAL_LINKED || !h->parent.p || str_eq(h->parent, h->number))
		return OK;
	if (prints_has(&j->seen, h->parent)) {
		j->sums->linked++;
		return OK;
	}
	if (j->nwanted == j->capwanted) {
		size_t cap = j->capwanted ? 2 * j->capwanted : 64;
		str   *grown = arena_grow(j->cx->arena, j->wanted, j->capwanted * sizeof(str), cap * sizeof(str));

		if (!grown)
			return ctx_no_memory(j->cx);
		j->wanted = grown;
		j->capwanted = cap;
	}
	if (!arena_str(j->cx->arena, h->parent, &kept))
		return ctx_no_memory(j->cx);
	j->wanted[j->nwanted++] = kept;
	return OK;
}

static enum err
answer(struct job *j, struct batch *b, str sums, str refused)
{
	j->sums->added += number_cut(&sums);
	j->sums->changed += number_cut(&sums);
	j->sums->same += number_cut(&sums);
	(void)number_cut(&sums);
	j->sums->linked += number_cut(&sums);
	return take_refused(j, b, refused);
}

static enum err
answered(struct job *j, struct batch *b, enum err e)
{
	if (e != OK)
		return pass_on(j, b, e);
	if (j->run->progress)
		j->run->progress(j->sums, j->run->arg);
	return OK;
}

/* A command where the run wants it. */
static enum err
run_command(struct batch *b, const struct command *c)
{
	b->reply = (struct reply){0};
	if (b->run->run)
		return b->run->run(&b->cx, c, b->pairs, 2, &b->ready, &b->reply, b->run->arg);
	return b->ready.in ? command_finish(&b->cx, c, &b->ready, NULL, &b->reply)
	                   : command_do(&b->cx, c, b->pairs, 2, NULL, &b->reply);
}

static void *
write_batch(void *arg)
{
	struct batch *b = arg;

	b->err = run_command(b, &intake_rows_cmd);
	return NULL;
}

/* Wait for the batch that is written, and take its answer. */
static enum err
await_batch(struct job *j)
{
	struct batch *b = j->away;

	if (!b)
		return OK;
	j->away = NULL;
	ensure(pthread_join(j->writer, NULL) == 0);
	return answered(j, b, b->err == OK ? answer(j, b, b->reply.arg[0], b->reply.arg[1]) : b->err);
}

/* What can be done before the batch ahead of it is written, on a connection of its own. */
static enum err
make_ready(struct job *j, struct batch *b)
{
	struct db_conn *writer = b->cx.db;
	enum err        e;

	if (!j->run->beside)
		return OK;
	b->cx.db = j->run->beside;
	e = command_ready(&b->cx, &intake_rows_cmd, b->pairs, 2, &b->ready);
	b->cx.db = writer;
	return e;
}

static enum err
send_batch(struct job *j)
{
	struct batch *b = j->b;
	enum err      ready = make_ready(j, b), e = await_batch(j);

	if (e != OK || ready != OK)
		return e != OK ? e : pass_on(j, b, ready);
	if (pthread_create(&j->writer, NULL, write_batch, b) != 0)
		return ctx_no_memory(j->cx);
	j->away = b;
	j->b = &j->batch[b == j->batch];
	begin_batch(j->b);
	if (j->run->meanwhile)
		j->run->meanwhile(j->run->arg);
	return OK;
}

static enum err
try_batch(struct job *j)
{
	struct batch                  *b = j->b;
	const struct intake_trial_out *o;
	const void                    *out = NULL;
	enum err                       e = view_show(&b->cx, &intake_trial_view, b->pairs, 2, &out);

	if (e == OK) {
		o = out;
		ensure(o->state.n == b->n);
		e = answer(j, b, o->arg[0], o->arg[1]);
		for (size_t i = 0; e == OK && i < b->n; i++)
			e = trial_links(j, &b->held[i], o->state.p[i]);
	}
	if ((e = answered(j, b, e)) == OK)
		begin_batch(b);
	return e;
}

static enum err
end_batch(struct job *j)
{
	struct batch *b = j->b;
	enum err      e;

	if (b->n == 0)
		return OK;
	json_arr_end(&b->json);
	b->pairs[0] = (struct input){S("source"), j->run->map->source};
	b->pairs[1] = (struct input){S("rows"), STR_NONE};
	if ((e = buf_end(&b->rows, &b->pairs[1].value)) != OK)
		return e;
	return j->run->dry ? try_batch(j) : send_batch(j);
}

/* ---- Rows ---- */

static enum err
hold(struct job *j, const struct table_record *rec, const struct told *t)
{
	struct batch *b = j->b;
	struct held  *h = &b->held[b->n];
	str          *cells = ARENA_NEWS(b->cx.arena, rec->n + 1, str);

	if (!cells)
		return ctx_no_memory(j->cx);
	*h = (struct held){.line = rec->line, .rec = *rec};
	for (size_t i = 0; i < rec->n; i++) {
		if (!arena_str(b->cx.arena, rec->field[i], &cells[i]))
			return ctx_no_memory(j->cx);
		b->bytes += rec->field[i].n;
	}
	h->rec.field = cells;
	if (!arena_str(b->cx.arena, t->text[TOLD_NUMBER], &h->number) ||
	    (t->text[TOLD_PARENT].p && !arena_str(b->cx.arena, t->text[TOLD_PARENT], &h->parent)))
		return ctx_no_memory(j->cx);
	return OK;
}

static void
count(struct import_sums *s, const struct told *t, const struct read_notes *n)
{
	s->duplicates += t->meaning == TOLD_DUPLICATE || t->text[TOLD_PARENT].p != NULL;
	s->transferred += t->meaning == TOLD_TRANSFERRED || t->text[TOLD_TRANSFER].p != NULL;
	s->no_place += n->no_place;
	s->odd_place += n->odd_place;
	s->no_position += n->no_position;
	s->coarse += n->coarse;
	s->no_class += n->no_class;
	s->status_unknown += n->status_unknown;
}

static enum err
refuse_row(struct job *j, const struct table_record *rec, const struct read_fault *why)
{
	struct buf b;
	str        name = why->column.n ? why->column : text_get(T_import_whole_row, j->cx->lang);

	buf_init(&b, j->b->cx.arena, BUF_LINE);
	text_add(&b, why->text, j->cx->lang, (const str[]){name, why->arg[0], why->arg[1]}, 3);
	return reject(j, j->b, rec, why->column, buf_str(&b));
}

static bool
blank(const struct table_record *rec)
{
	for (size_t i = 0; i < rec->n; i++)
		if (str_trim(rec->field[i]).n)
			return false;
	return rec->fault == TABLE_OK;
}

static enum err
one_row(struct job *j, const struct table_record *rec)
{
	struct told       t;
	struct read_notes notes;
	struct read_fault why;
	enum err          e;

	if (blank(rec))
		return OK;
	j->sums->read++;
	if (!reader_row(j->b->cx.arena, &j->reader, rec, &t, &notes, &why))
		return refuse_row(j, rec, &why);
	if (prints_has(&j->seen, t.text[TOLD_NUMBER])) {
		why = (struct read_fault){j->run->map->text[TOLD_NUMBER].name, T_import_twice,
		                          {utf8_cut(t.text[TOLD_NUMBER], 60), STR_NONE}};
		return refuse_row(j, rec, &why);
	}
	if (!prints_add(&j->seen, t.text[TOLD_NUMBER]))
		return ctx_no_memory(j->cx);
	if ((e = hold(j, rec, &t)) != OK)
		return e;
	told_json(&t, &j->b->json);
	count(j->sums, &t, &notes);
	j->b->n++;
	/* Rejected rows leave their sentences in the arena, too. */
	if (j->b->n == INTAKE_ROWS || j->b->bytes > j->run->bytes || j->b->rows.n > j->run->bytes ||
	    arena_size(j->b->cx.arena) > BATCH_ARENA / 2)
		return end_batch(j);
	return OK;
}

static enum err
all_rows(struct job *j)
{
	struct table_record rec;
	enum err            e = OK;

	begin_batch(j->b);
	while (e == OK && table_next(j->table, &rec)) {
		bool broken = rec.fault == TABLE_QUOTE || rec.fault == TABLE_READ;
		str  line = broken ? arena_printf(j->cx->arena, "%lld", (long long)rec.line) : STR_NONE;

		e = one_row(j, &rec);
		/* What stands behind it was not read: to go on in silence would lose it. */
		if (e == OK && broken && (e = end_batch(j)) == OK)
			return refuse(j->cx, ERR_INPUT, "file",
			              rec.fault == TABLE_QUOTE ? T_import_quote_from : T_import_read_from, line);
		/* A file of nothing but rejected rows must not fill the arena. */
		if (e == OK && arena_size(j->b->cx.arena) > BATCH_ARENA / 2) {
			e = end_batch(j);
			begin_batch(j->b);
		}
	}
	return e == OK ? end_batch(j) : e;
}

/* ---- The header ---- */

static enum err
find_header(struct job *j)
{
	const struct ledger_map *map = j->run->map;
	struct table_record      rec;
	int                      seen = 0;

	while (table_next(j->table, &rec)) {
		if (rec.fault == TABLE_READ)
			return refuse(j->cx, ERR_INPUT, "file", T_import_read_from, S("1"));
		if (map->header.p ? !reader_is_header(map, &rec) : rec.line <= map->skip) {
			if (++seen == HEADER_WITHIN && map->header.p)
				break;
			continue;
		}
		if (rec.fault == TABLE_BYTES)
			return refuse(j->cx, ERR_INPUT, "file", T_import_encoding,
			              str_of(table_encoding_name(j->table)));
		if (rec.fault != TABLE_OK)
			return refuse(j->cx, ERR_INPUT, "file", T_import_header_bad,
			              arena_printf(j->cx->arena, "%lld", (long long)rec.line));
		if (reader_header(j->cx, &j->reader, map, j->reader.places, &rec) == OK)
			return OK;
		if (map->encoding == TABLE_GUESS && j->cx->why.err == ERR_INPUT)
			(void)refuse(j->cx, ERR_INPUT, "file", T_import_guessed, str_of(table_encoding_name(j->table)));
		return j->cx->why.err;
	}
	if (map->header.p)
		return refuse(j->cx, ERR_INPUT, "file", T_import_header_none, map->header,
		              arena_printf(j->cx->arena, "%d", HEADER_WITHIN));
	return refuse(j->cx, ERR_INPUT, "file", T_import_file_empty);
}

/* ---- Map and city ---- */

static str
keys_of(struct ctx *cx, const struct map_values *t)
{
	struct buf b;

	buf_init(&b, cx->arena, MAP_BYTES);
	for (size_t i = 0; i < t->n; i++) {
		if (t->v[i].to.p) {
			buf_add(&b, t->v[i].to);
			buf_char(&b, '\n');
		}
	}
	return buf_str(&b);
}

/* Every line of a table whose right side nobody knows, with its number. */
static void
blame(struct ctx *cx, const struct map_values *t, const struct intake_known *k, text_id text)
{
	for (size_t i = 0; i < t->n; i++)
		for (size_t m = 0; t->v[i].to.p && m < k->nmissing; m++)
			if (str_eq(t->v[i].to, k->missing[m])) {
				(void)refuse(cx, ERR_INPUT, "map", text,
				             arena_printf(cx->arena, "%lld", (long long)t->v[i].line), t->v[i].from,
				             t->v[i].to);
				break;
			}
}

/* Types may be said by the codes of the standard before, an event's S0110, a component's B0101. */
static enum err
renew_classes(struct ctx *cx, const struct map_values *t)
{
	char key[2][CLASS_KEY];

	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].to.p && class_keys_of_old(t->v[i].to, key) == 1 &&
		    !arena_str(cx->arena, (str){key[0], CLASS_KEY}, &t->v[i].to))
			return ctx_no_memory(cx);
	return OK;
}

static enum err
check_map(struct ctx *cx, const struct ledger_map *m, const struct ledger_places **places_out)
{
	struct input               pairs[2];
	const struct map_values   *places = &m->table[MAP_PLACE];
	const struct intake_known *k;
	const void                *out;
	enum err                   e;

	if ((e = renew_classes(cx, &m->table[MAP_TYPE])) != OK)
		return e;
	pairs[0] = (struct input){S("classes"), keys_of(cx, &m->table[MAP_TYPE])};
	pairs[1] = (struct input){S("units"), keys_of(cx, &m->table[MAP_UNIT])};
	if ((e = view_show(cx, &intake_known_view, pairs, 2, &out)) != OK)
		return e;
	k = out;
	*places_out = &k->places;
	blame(cx, &m->table[MAP_TYPE], k, T_import_map_class);
	blame(cx, &m->table[MAP_UNIT], k, T_import_map_unit);
	for (size_t i = 0; i < places->n; i++)
		if (places->v[i].to.p && places_code(&k->places, places->v[i].to) == SIZE_MAX)
			(void)refuse(cx, ERR_INPUT, "map", T_import_map_place,
			             arena_printf(cx->arena, "%lld", (long long)places->v[i].line), places->v[i].from,
			             places->v[i].to);
	if (m->fixed[TOLD_PLACE].p && places_code(&k->places, m->fixed[TOLD_PLACE]) == SIZE_MAX)
		(void)refuse(cx, ERR_INPUT, "map", T_import_map_fixed_place, m->fixed[TOLD_PLACE]);
	return cx->why.n ? ERR_INPUT : OK;
}

/* ---- Duplicates that name no original ---- */

static enum err
link_all(struct job *j)
{
	int64_t after = 0, seen = 1;

	while (seen) {
		struct batch *b = j->b;
		str           sums;
		enum err      e;

		begin_batch(b);
		b->pairs[0] = (struct input){S("source"), j->run->map->source};
		b->pairs[1] = (struct input){S("after"), arena_printf(b->cx.arena, "%lld", (long long)after)};
		if ((e = run_command(b, &intake_link_cmd)) != OK)
			return pass_on(j, b, e);
		sums = b->reply.arg[0];
		seen = number_cut(&sums);
		j->sums->linked += number_cut(&sums);
		j->sums->doubtful += number_cut(&sums);
		after = number_cut(&sums);
	}
	return OK;
}

static enum err
name_source(struct job *j)
{
	struct input pairs[2] = {{S("source"), j->run->map->source}, {S("title"), j->run->map->title}};
	struct reply reply;

	begin_batch(j->b);
	return pass_on(j, j->b, command_do(&j->b->cx, &intake_named_cmd, pairs, 2, NULL, &reply));
}

static enum err
import_with(struct job *j)
{
	struct import_run *run = j->run;
	enum err           e;

	run->file.encoding = run->map->encoding;
	run->file.sep = run->map->sep;
	run->file.quotes = run->map->sep != '\t';
	if ((e = check_map(j->cx, run->map, &j->reader.places)) != OK)
		return e;
	if (!(j->table = table_new(j->cx->arena, &run->file)))
		return ctx_no_memory(j->cx);
	e = find_header(j);
	run->encoding = table_encoding_name(j->table);
	if (e == OK && !run->dry && run->map->title.n)
		e = name_source(j);
	if (e == OK && run->begin)
		e = run->begin(j->cx, j->reader.header, j->reader.width, run->arg);
	if (e == OK && (e = all_rows(j)) == OK)
		e = await_batch(j);
	/* A source of whose rows none was taken may have told nothing yet. */
	if (e == OK && !run->dry && j->sums->added + j->sums->changed + j->sums->same > 0)
		e = link_all(j);
	return e;
}

enum err
import_ledger(struct ctx *cx, struct import_run *run)
{
	struct job *j = ARENA_NEW(cx->arena, struct job);
	enum err    e, before;

	if (!j)
		return ctx_no_memory(cx);
	run->sums = (struct import_sums){.read = 0};
	if (run->bytes == 0)
		run->bytes = BATCH_BYTES;
	j->cx = cx;
	j->run = run;
	j->sums = &run->sums;
	j->b = j->batch;
	for (size_t i = 0; i < NITEMS(j->batch); i++) {
		j->batch[i].run = run;
		j->batch[i].cx = *cx;
		j->batch[i].cx.arena = arena_new(BATCH_ARENA);
	}
	e = j->batch[0].cx.arena && j->batch[1].cx.arena ? import_with(j) : ctx_no_memory(cx);
	/* After a fault in what was read, the batch before it is still told. */
	before = await_batch(j);
	e = e == OK ? before : e;
	for (size_t i = 0; i < NITEMS(j->batch); i++)
		arena_free(j->batch[i].cx.arena);
	arena_free(j->seen.a);
	return e;
}
