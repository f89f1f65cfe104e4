/* Pictures out and in. */
#include "show/album/album.h"

#include "base/utf8.h"
#include "city/unit/roles.h"
#include "kit/gate/parse.h"
#include "show/desk/desk.h"
#include "show_album_texts.h"
#include "work/photo/photo.h"
#include "work_photo_texts.h"

#include <string.h>

static enum err
id_of(const struct http_request *rq, int64_t *id)
{
	return rq->ncapture && str_to_i64(rq->capture[0].value, id) && *id > 0 ? OK : ERR_NONE;
}

struct wanted {
	int64_t            id;
	enum photo_size    size;
	struct http_reply *rp;
	str                name;
};

static enum err
fetch(struct ctx *cx, void *arg)
{
	struct wanted *w = arg;

	return photo_fetch(cx, w->id, w->size, &w->rp->fd, &w->rp->size, &w->name);
}

/* ".jpg" */
static str
ending(str name)
{
	size_t at = name.n;

	while (at && (at == name.n || name.p[at] != '.'))
		at--;
	return str_slice(name, at, name.n);
}

enum err
album_file_run(struct http_request *rq, struct http_reply *rp)
{
	static const struct {
		const char     *name;
		enum photo_size size;
	} sizes[] = {{"large", PHOTO_SHOW_LARGE},
	             {"small", PHOTO_SHOW_SMALL},
	             {"original", PHOTO_SHOW_ORIGINAL},
	             {"masked", PHOTO_OUT_LARGE},
	             {"masked-small", PHOTO_OUT_SMALL}};
	struct ctx   *cx = rq->cx;
	struct wanted w;
	int64_t       id;
	enum err      e = id_of(rq, &id);

	for (size_t i = 0; e == OK && rq->ncapture == 2 && i < NITEMS(sizes); i++) {
		if (!str_eq(rq->capture[1].value, str_of(sizes[i].name)))
			continue;
		w = (struct wanted){id, sizes[i].size, rp, STR_NONE};
		e = view_look(cx, PERM_CASE_SEE, fetch, &w);
		if (e != OK)
			return e;
		rp->has_file = true;
		rp->type = S("image/jpeg");
		rp->cache = S("private, max-age=300");
		if (sizes[i].size == PHOTO_SHOW_ORIGINAL) {
			/* A stranger's bytes: kept, not opened in the browser, and not in its cache. */
			rp->type = S("application/octet-stream");
			rp->cache = STR_NONE;
			http_add_header(rp, "Content-Disposition",
			                frame_attachment(cx->arena,
			                                 DESK_FORMAT(cx, "photo-%lld%.*s", (long long)id,
			                                             STR_ARG(ending(w.name))),
			                                 w.name));
		}
		return OK;
	}
	return ERR_NONE;
}

/* ---- Pictures in a form ------------------------------------------------------------------------- */

enum { SMALL_FORM = 16 << 10, NAME_MOST = 40 };

bool
album_takes(const struct command *c)
{
	for (size_t i = 0; i < c->nin; i++)
		if (str_eq(str_of(c->in[i].name), S("photo")))
			return true;
	return false;
}

/* A form sends an empty file for a field in which nothing was chosen. */
static bool
is_photo(const struct http_file *f)
{
	return str_eq(f->field, S("photo")) && (f->bytes.n || f->name.n);
}

/* What is parsed is sure: in a body's bytes a name can be written in many ways. */
static bool
brings(const struct http_request *rq)
{
	if (!rq->body.p)
		return true;
	for (size_t i = 0; i < rq->nfile; i++)
		if (is_photo(&rq->file[i]))
			return true;
	for (size_t i = 0; i < rq->nform; i++)
		if (rq->form[i].value.n &&
		    (str_eq(rq->form[i].name, S("photo")) || str_eq(rq->form[i].name, S("_photo"))))
			return true;
	if (!str_eq_nocase(parse_media(rq->type), S("multipart/form-data")))
		return str_find_str(rq->body, S("photo")) != SIZE_MAX;
	return rq->body.n > SMALL_FORM || str_find_str(rq->body, S("name=\"_photo\"")) != SIZE_MAX;
}

enum http_pace
album_pace(const struct http_request *rq)
{
	return brings(rq) ? HTTP_HEAVY : HTTP_SWIFT;
}

enum http_pace
album_command_pace(const struct http_request *rq, const struct command *c)
{
	if (c->slow)
		return album_takes(c) || str_starts(str_of(c->name), S("photo.")) ? HTTP_HEAVY : HTTP_SLOW;
	return album_takes(c) ? album_pace(rq) : HTTP_SWIFT;
}

/* What the file is called, without a path and not too long. */
static str
name_of(const struct http_file *f)
{
	str name = f->name, rest = f->name;

	while (rest.p)
		name = str_cut(&rest, '/');
	return name.n > NAME_MOST ? utf8_cut(name, NAME_MOST) : name;
}

static enum err
take_one(struct ctx *cx, const struct http_file *f)
{
	struct why before = cx->why;
	struct buf b;
	digest     d;
	enum err   e;

	ctx_forget(cx);
	e = photo_take(cx, f->bytes, &d);
	if (e != ERR_INPUT || cx->why.n == 0) {
		if (e == OK)
			cx->why = before;
		return e;
	}
	buf_init(&b, cx->arena, BUF_LINE);
	text_add(&b, cx->why.line[0].text, cx->lang, cx->why.line[0].arg, WHY_ARGS);
	cx->why = before;
	return refuse(cx, e, "photo", T_album_file, name_of(f), buf_str(&b));
}

struct brought {
	struct input *pair;
	size_t        n, known;
	struct buf    digests;
};

/* Once, whoever sends it twice; not what nobody has looked at. */
static void
bring(struct ctx *cx, struct brought *to, digest d, str name)
{
	struct buf one;

	buf_init(&one, cx->arena, BUF_PATH);
	digest_add(&one, d);
	if (to->known == PHOTO_DIGESTS || !photo_known(cx, d) ||
	    str_find_str(buf_str(&to->digests), buf_str(&one)) != SIZE_MAX)
		return;
	if (to->digests.n)
		buf_char(&to->digests, ' ');
	digest_add(&to->digests, d);
	buf_char(&one, ' ');
	buf_add(&one, name);
	to->pair[to->n++] = (struct input){S("_photo"), buf_str(&one)};
	to->known++;
}

/* What came before and came with this form, behind room for `typed` pairs. */
static enum err
bring_all(const struct http_request *rq, size_t typed, struct brought *b)
{
	*b = (struct brought){.n = typed};
	if (!(b->pair = ARENA_NEWS(rq->cx->arena, typed + rq->nform + rq->nfile + 2, struct input)))
		return ctx_no_memory(rq->cx);
	buf_init(&b->digests, rq->cx->arena, BUF_LINE);
	for (size_t i = 0; i < rq->nform; i++) {
		str    name = rq->form[i].value;
		digest d;

		if (str_eq(rq->form[i].name, S("_photo")) && digest_parse(str_cut(&name, ' '), &d))
			bring(rq->cx, b, d, name);
	}
	for (size_t i = 0; i < rq->nfile; i++)
		if (is_photo(&rq->file[i]))
			bring(rq->cx, b, sha256_of(rq->file[i].bytes), name_of(&rq->file[i]));
	return b->digests.err == OK ? OK : ctx_no_memory(rq->cx);
}

enum err
album_take(struct http_request *rq, const struct command *c)
{
	struct brought all;
	size_t         n = 0, ticked = 0;
	enum err       e, bad = OK;

	for (size_t i = 0; i < rq->nfile; i++)
		n += is_photo(&rq->file[i]);
	for (size_t i = 0; i < rq->nform; i++)
		ticked += str_eq(rq->form[i].name, S("_photo"));
	if (!album_takes(c))
		return OK;
	if (n && (e = command_allow(rq->cx, c->perm)) != OK)
		return e;
	if (n > PHOTO_AT_A_TIME)
		return photo_many(rq->cx, n);
	for (size_t i = 0; i < rq->nfile; i++)
		if (is_photo(&rq->file[i]) && atomic_load(&rq->work.given_up))
			return ERR_BUSY; /* nobody waits for the rest; what was kept is known when it comes again */
		else if (is_photo(&rq->file[i]) && (e = take_one(rq->cx, &rq->file[i])) != OK) {
			if (e != ERR_INPUT)
				return e;
			bad = e;
		}
	if (ticked == 0 || (e = bring_all(rq, 0, &all)) != OK)
		return ticked ? e : bad;
	return all.known > PHOTO_AT_A_TIME ? photo_many(rq->cx, all.known) : bad;
}

enum err
album_typed(struct http_request *rq, const struct command *c, struct input **out, size_t *n)
{
	struct brought b;
	size_t         typed;
	enum err       e;

	if ((e = desk_typed(rq, out, n)) != OK || !album_takes(c))
		return e;
	typed = *n;
	if ((e = bring_all(rq, typed, &b)) != OK)
		return e;
	memcpy(b.pair, *out, typed * sizeof(**out));
	if (b.n > typed)
		b.pair[b.n++] = (struct input){S("photo"), buf_str(&b.digests)};
	*out = b.pair;
	*n = b.n;
	return OK;
}

enum err
album_add_run(struct http_request *rq, struct http_reply *rp)
{
	struct ctx           *cx = rq->cx;
	const struct command *c = command_find(S("photo.add"));
	str                   moment = http_form(rq, S("moment"));
	struct input         *pairs;
	size_t                n;
	int64_t               id;
	enum err              e;

	(void)rp;
	if (!c)
		return ERR_NONE;
	if ((e = id_of(rq, &id)) != OK || (e = photo_allowed(cx, id, photo_moment_of(moment))) != OK ||
	    (e = album_take(rq, c)) != OK || (e = album_typed(rq, c, &pairs, &n)) != OK)
		return e;
	if (!desk_value(pairs, n, S("photo")).n)
		return refuse(cx, ERR_INPUT, "photo", T_photo_how_many, DESK_FORMAT(cx, "%d", PHOTO_AT_A_TIME));
	pairs[n++] = (struct input){S("id"), rq->capture[0].value};
	return desk_ready(rq, c, pairs, n);
}

enum err
album_add_render(struct http_request *rq, struct http_reply *rp)
{
	struct buf  b;
	struct json j;
	str         text;
	enum err    e = rq->work.result;

	if (e != OK)
		return e;
	if (rq->route->face == HTTP_PAGE) {
		http_see_other(rq, rp,
		               frame_with(rq->cx->arena, rq->work.reply.see, S("done"), S("photo.add")));
		return OK;
	}
	buf_init(&b, rq->cx->arena, BUF_PAGE);
	json_init(&j, &b);
	reply_json(rq->cx, &rq->work.reply, &j);
	if ((e = buf_end(&b, &text)) == OK)
		http_json(rp, text);
	return e;
}
