/* What stands in braces: fields by their place, branches, partials, layouts. */
#include "inside.h"

/* What stands between the braces, cut into words at spaces; quoted text is one word. */
enum { MAX_WORDS = 12 };

struct dir {
	size_t n;
	str    w[MAX_WORDS];
};

bool
tpl_path_ok(str p)
{
	bool start = true;

	for (size_t i = 0; i < p.n; i++) {
		if (p.p[i] == '.' && !start) {
			start = true;
		} else if (p.p[i] == '-' && i + 1 < p.n && p.p[i + 1] == '>' && !start) {
			start = true;
			i++;
		} else if (!tpl_is_ident(p.p[i]) || (start && p.p[i] >= '0' && p.p[i] <= '9')) {
			return false;
		} else {
			start = false;
		}
	}
	return p.n > 0 && !start;
}

/* The bytes of the first name of a path. */
static size_t
head_len(str p)
{
	size_t n = 0;

	while (n < p.n && tpl_is_ident(p.p[n]))
		n++;
	return n;
}

bool
tpl_name_ok(str p)
{
	return tpl_path_ok(p) && head_len(p) == p.n;
}

static const struct frame *
loop_of(const struct comp *c, str var)
{
	for (int i = c->nframes; i-- > 0;)
		if (c->frames[i].kind == F_EACH && (var.n == 0 || str_eq(c->frames[i].var, var)))
			return &c->frames[i];
	return NULL;
}

/* The C expression of a path: a loop's variable, else a member of the data. */
static str
expr(struct comp *c, str p)
{
	size_t              n = head_len(p);
	const struct frame *f;

	if (p.n > 0 && p.p[0] == '@') {
		if (str_eq(p, S("@lang")))
			return S("html_lang(h)");
		if (str_eq(p, S("@csrf")))
			return S("h->csrf");
		f = loop_of(c, S(""));
		if (!f)
			fail(c, "%.*s stands outside of an each", STR_ARG(p));
		else if (str_eq(p, S("@n")))
			return tpl_keep(c, "(int64_t)(i%d + 1)", f->no);
		else if (str_eq(p, S("@index")))
			return tpl_keep(c, "(int64_t)i%d", f->no);
		else if (str_eq(p, S("@first")))
			return tpl_keep(c, "(bool)(i%d == 0)", f->no);
		else if (str_eq(p, S("@last")))
			return tpl_keep(c, "(bool)(i%d + 1 == n%d)", f->no, f->no);
		else
			fail(c, "there are @n, @index, @first, @last, @lang and @csrf, no %.*s", STR_ARG(p));
		return S("0");
	}
	if (c->data.n == 0 && !loop_of(c, str_slice(p, 0, n)))
		fail(c, "this template has no data; its first line could be {{! data: struct x "
		        "include: \"x.h\" }}");
	if (str_eq(p, S(".")))
		return S("(*d)");
	if (!tpl_path_ok(p)) {
		fail(c, "\"%.*s\" is not a field: names joined by . or ->", STR_ARG(p));
		return S("0");
	}
	f = loop_of(c, str_slice(p, 0, n));
	if (f && n == p.n)
		return tpl_keep(c, "(*v_%.*s)", STR_ARG(p));
	if (f)
		return tpl_keep(c, "v_%.*s->%.*s", STR_ARG(f->var),
		            STR_ARG(str_slice(p, p.p[n] == '.' ? n + 1 : n + 2, p.n)));
	return tpl_keep(c, "d->%.*s", STR_ARG(p));
}

/* A field with its wording, path|wording: a C expression. */
static str
worded(struct comp *c, str w)
{
	size_t bar = str_find(w, '|');
	str    how, e;

	if (bar == SIZE_MAX)
		return expr(c, w);
	how = str_slice(w, bar + 1, w.n);
	e = expr(c, str_slice(w, 0, bar));
	if (str_eq(how, S("plain")))
		return tpl_keep(c, "HTML_PLAIN(h, %.*s)", STR_ARG(e));
	if (!tpl_one_of(how, "when moment date stamp iso left span percent"))
		fail(c, "there is no wording |%.*s; there are when, moment, date, stamp, iso, left, "
		        "span, percent and plain", STR_ARG(how));
	return tpl_keep(c, "HTML_WORDED(h, %.*s, html_%.*s)", STR_ARG(e), STR_ARG(how));
}

/* A field may stand here; writes what is due before it. */
static void
field_place(struct comp *c)
{
	struct state *s = &c->s;

	if (s->w == TAG)
		fail(c, "a field stands in text or in a quoted value, not in a tag");
	else if (s->w == VALUE && s->kind == CLOSED)
		fail(c, "no field may stand in %.*s", STR_ARG(s->attr));
	else if (s->w == VALUE && s->kind == ADDRESS && s->part == URL_START &&
	         tpl_one_of(s->tag, "script link"))
		fail(c, "what a %.*s loads begins with fixed text", STR_ARG(s->tag));
	else if (s->w == SCRIPT && s->in_quote)
		fail(c, "a field in JSON brings its own quotes");
	else if (tpl_no_text(s))
		fail(c, "text right inside <%.*s>", STR_ARG(tpl_top(s)));
	/* The parser drops one line feed right behind these tags: let it be ours. */
	if (s->first)
		tpl_lit(c, S("\n"));
	s->first = false;
	if (s->w == TEXT || s->w == RCDATA)
		tpl_space(c);
	s->soft = false;
	if (s->w == VALUE && s->kind == CLASS)
		c->token_open = true;
	tpl_flush(c);
	tpl_mark(c, c->line);
}

static void
do_field(struct comp *c, const struct dir *d)
{
	struct state *s = &c->s;
	const char   *how = "HTML_TEXT";
	str           e = worded(c, d->w[0]);

	if (d->n > 1)
		fail(c, "a field is one word: \"%.*s\" does not belong here", STR_ARG(d->w[1]));
	field_place(c);
	if (s->w == RCDATA)
		how = "HTML_RCDATA";
	else if (s->w == SCRIPT)
		how = "HTML_JSON";
	else if (s->w == VALUE && s->kind != ADDRESS)
		how = "HTML_ATTR";
	else if (s->w == VALUE)
		how = s->part == URL_START ? "HTML_URL" : "HTML_PART";
	if (s->w == VALUE && s->part != URL_REST)
		s->part = URL_OPEN;
	buf_printf(&c->out, "\t%s(h, %.*s);\n", how, STR_ARG(e));
}

static void
do_json(struct comp *c, const struct dir *d)
{
	str e = d->n == 2 ? expr(c, d->w[1]) : S("0");

	if (d->n != 2)
		fail(c, "{{json field}} takes one field");
	if (c->s.w != SCRIPT)
		fail(c, "{{json}} stands only in <script type=\"application/json\">");
	field_place(c);
	buf_printf(&c->out, "\thtml_json_text(h, %.*s);\n", STR_ARG(e));
}

static void
do_sentence(struct comp *c, const struct dir *d)
{
	const char *how = c->s.w == TEXT ? "HTML_ARG" : "HTML_ARG_PLAIN";
	struct buf  args;

	if (d->n < 2 || !tpl_name_ok(d->w[1]))
		fail(c, "{{t key field…}}: the key is missing or no name");
	if (c->s.w == SCRIPT || (c->s.w == VALUE && c->s.kind == ADDRESS))
		fail(c, "a sentence stands in text or in a quoted value that is no address");
	buf_init(&args, c->r->arena, MAX_C);
	for (size_t i = 2; i < d->n && !c->failed; i++)
		buf_printf(&args, "%s%s(h, %.*s)", i > 2 ? ", " : "", how, STR_ARG(worded(c, d->w[i])));
	field_place(c);
	if (c->failed)
		return;
	if (d->n == 2)
		buf_printf(&c->out, "\thtml_text_key(h, T_%.*s);\n", STR_ARG(d->w[1]));
	else
		buf_printf(&c->out, "\thtml_sentence(h, T_%.*s, (const struct html_arg[]){%.*s}, %zu);\n",
		           STR_ARG(d->w[1]), STR_ARG(buf_str(&args)), d->n - 2);
}

/* room/name or name: the C name of its function; the header of another room is included. */
static str
callee(struct comp *c, str name)
{
	size_t slash = str_find(name, '/');
	str    room = slash == SIZE_MAX ? c->r->name : str_slice(name, 0, slash);
	char   z[120];
	size_t n = 0;
	str    file = slash == SIZE_MAX ? name : str_slice(name, slash + 1, name.n), line;

	for (; n < file.n && n < sizeof(z); n++)
		z[n] = file.p[n] == '-' ? '_' : file.p[n];
	file = tpl_keep(c, "%.*s", (int)n, z);
	if (!tpl_name_ok(file) || !tpl_name_ok(room))
		fail(c, "\"%.*s\" is no template: write name or room/name", STR_ARG(name));
	line = tpl_keep(c, "#include \"%.*s_tpl.h\"\n", STR_ARG(room));
	if (slash != SIZE_MAX && !str_eq(room, c->r->name) &&
	    str_find_str(buf_str(&c->r->c_head), line) == SIZE_MAX)
		buf_add(&c->r->c_head, line);
	return tpl_keep(c, "tpl_%.*s_%.*s", STR_ARG(room), STR_ARG(file));
}

/* What a partial or layout is given: nothing named: the same data. */
static str
given(struct comp *c, str fn, const struct dir *d)
{
	str w = d->n > 2 ? d->w[2] : S(".");
	struct buf b;

	if (d->n > 3)
		fail(c, "a partial is given one thing");
	if (str_eq(w, S(".")))
		return S("d");
	if (w.p[0] == '"') {
		buf_init(&b, c->r->arena, MAX_C);
		buf_add(&b, S("&S("));
		tpl_literal(&b, str_slice(w, 1, w.n - 1));
		buf_add(&b, S(")"));
		return buf_str(&b);
	}
	if (loop_of(c, w))
		return tpl_keep(c, "v_%.*s", STR_ARG(w));
	return tpl_keep(c, "HTML_SUB(%.*s_data, %.*s)", STR_ARG(fn), STR_ARG(expr(c, w)));
}

static void
do_partial(struct comp *c, const struct dir *d)
{
	str fn, what;

	if (d->n < 2 || c->s.w != TEXT) {
		fail(c, "a partial is {{> name field}} and stands in text");
		return;
	}
	fn = callee(c, d->w[1]);
	what = given(c, fn, d);
	tpl_space(c);
	tpl_flush(c);
	tpl_mark(c, c->line);
	buf_printf(&c->out, "\t%.*s(h, %.*s);\n", STR_ARG(fn), STR_ARG(what));
	c->s.soft = false;
}

static bool
same_place(const struct state *a, const struct state *b)
{
	if (a->w != b->w || a->depth != b->depth || a->in_quote != b->in_quote)
		return false;
	for (int i = 0; i < a->depth; i++)
		if (!str_eq(a->stack[i], b->stack[i]))
			return false;
	if (a->w == TAG || a->w == VALUE) {
		if (!str_eq(a->tag, b->tag))
			return false;
	}
	return a->w != VALUE ||
	       (str_eq(a->attr, b->attr) && a->quote == b->quote && a->part == b->part &&
	        a->value_at == b->value_at);
}

/* A branch ends here: all branches must end in the same place. */
static void
branch_end(struct comp *c, struct frame *f)
{
	if (c->s.w == TEXT || c->s.w == RCDATA)
		tpl_space(c);
	if (c->s.w == VALUE)
		tpl_class_end(c);
	tpl_flush(c);
	if (!f->has_end) {
		f->end = c->s;
		f->has_end = true;
		return;
	}
	if (!same_place(&f->end, &c->s)) {
		fail(c, "the branches of the block of line %d end in different places of the page "
		        "(a tag, quote or address is open in one and not in the other)", f->line);
		return;
	}
	f->end.soft = f->end.soft && c->s.soft;
	f->end.first = f->end.first || c->s.first;
	/* What holds in one branch only must not be relied on. */
	f->end.post = f->end.post || c->s.post;
	f->end.labelled = f->end.labelled && c->s.labelled;
	f->end.alt = f->end.alt && c->s.alt;
	f->end.src = f->end.src && c->s.src;
	if (f->end.json != c->s.json)
		fail(c, "the type of a script is fixed");
}

static struct frame *
frame_push(struct comp *c, enum frame_kind kind)
{
	struct frame *f;

	if (c->s.w == TEXT || c->s.w == RCDATA)
		tpl_space(c);
	if (c->s.w == VALUE)
		tpl_class_end(c);
	tpl_flush(c);
	if (c->nframes == MAX_FRAMES) {
		fail(c, "more than %d blocks inside each other", (int)MAX_FRAMES);
		return NULL;
	}
	f = &c->frames[c->nframes++];
	*f = (struct frame){.kind = kind, .line = c->line, .entry = c->s};
	return f;
}

static void
do_if(struct comp *c, str w, const char *before)
{
	bool no = w.n > 0 && w.p[0] == '!';
	str  e = worded(c, no ? str_slice(w, 1, w.n) : w);

	tpl_mark(c, c->line);
	buf_printf(&c->out, "\t%sif (%sHTML_TRUE(%.*s)) {\n", before, no ? "!" : "", STR_ARG(e));
}

static void
do_each(struct comp *c, const struct dir *d)
{
	struct frame *f;
	str           e, count, list = d->n == 4 ? d->w[3] : S("");
	size_t        last = 0;
	int           no;

	if (d->n != 4 || !str_eq(d->w[2], S("in")) || !tpl_name_ok(d->w[1]) ||
	    !tpl_path_ok(list)) {
		fail(c, "write {{#each row in rows}}");
		return;
	}
	if (loop_of(c, d->w[1]))
		fail(c, "an outer each is called %.*s already", STR_ARG(d->w[1]));
	for (size_t i = 0; i < list.n; i++)
		if (list.p[i] == '.' || list.p[i] == '>')
			last = i + 1;
	e = expr(c, list);
	count = expr(c, tpl_keep(c, "%.*sn%.*s", STR_ARG(str_slice(list, 0, last)),
	                     STR_ARG(str_slice(list, last, list.n))));
	f = frame_push(c, F_EACH);
	if (!f || c->failed)
		return;
	no = f->no = ++c->nloops;
	f->var = d->w[1];
	/* The end of one round is the beginning of the next and the end of none at all. */
	f->end = f->entry;
	f->has_end = true;
	tpl_mark(c, c->line);
	buf_printf(&c->out,
	           "\t{ size_t n%d = %.*s; for (size_t i%d = 0; i%d < n%d; i%d++) {\n"
	           "\tconst __typeof__((%.*s)[0]) *v_%.*s = &(%.*s)[i%d]; (void)v_%.*s;\n",
	           no, STR_ARG(count), no, no, no, no, STR_ARG(e), STR_ARG(f->var), STR_ARG(e), no,
	           STR_ARG(f->var));
}

static void
do_else(struct comp *c, const struct dir *d)
{
	struct frame *f = c->nframes > 0 ? &c->frames[c->nframes - 1] : NULL;

	if (!f || (f->kind != F_IF && f->kind != F_EACH) || f->has_else) {
		fail(c, "{{else}} without an open if or each");
		return;
	}
	branch_end(c, f);
	if (c->failed)
		return;
	c->s = f->entry;
	if (d->n > 1) {
		if (f->kind == F_IF && d->n == 3 && str_eq(d->w[1], S("if")))
			do_if(c, d->w[2], "} else ");
		else
			fail(c, "write {{else}} or {{else if flag}}");
		return;
	}
	f->has_else = true;
	if (f->kind == F_EACH) {
		buf_printf(&c->out, "\t} if (n%d == 0) {\n", f->no);
		f->var = S("\"no loop here\"");
	} else {
		buf_add(&c->out, S("\t} else {\n"));
	}
}

/* The layout of a page: a call with the blocks that follow as functions. */
static void
do_layout(struct comp *c, const struct dir *d)
{
	struct frame *f;

	if (d->n < 2 || c->nframes > 0 || c->s.depth > 0 || c->layout || c->nslots > 0 ||
	    buf_str(&c->out).n > 0 || buf_str(&c->lit).n > 0) {
		fail(c, "{{#layout name field}} is the first thing of a page and holds its blocks");
		return;
	}
	f = frame_push(c, F_LAYOUT);
	if (!f)
		return;
	c->layout = true;
	c->layout_line = c->line;
	c->layout_c = callee(c, d->w[1]);
	c->layout_arg = given(c, c->layout_c, d);
}

static void
do_block(struct comp *c, const struct dir *d)
{
	struct frame *f;

	if (d->n != 2 || c->nframes != 1 || c->frames[0].kind != F_LAYOUT || !tpl_name_ok(d->w[1])) {
		fail(c, "{{#block name}} stands right inside {{#layout …}}");
		return;
	}
	if (tpl_known(c->slots, c->nslots, d->w[1]))
		fail(c, "the block %.*s stands twice", STR_ARG(d->w[1]));
	tpl_remember(c, c->slots, &c->nslots, d->w[1]);
	f = frame_push(c, F_BLOCK);
	if (!f)
		return;
	f->var = d->w[1];
	/* A title is text and nothing else, so that a layout may put it into <title> too. */
	if (str_eq(d->w[1], S("title"))) {
		c->s.w = RCDATA;
		f->end = c->s;
	} else {
		f->end = f->entry;
	}
	f->has_end = true;
	c->s.soft = true;
}

/* One function for a block, or for the whole template; takes over c->out. */
void
tpl_function(struct comp *c, str fn, const char *how, bool from_data)
{
	struct buf *b = &c->r->c;

	tpl_flush(c);
	buf_printf(b, "\n%s\n%.*s(struct html_cx *h, ", how, STR_ARG(fn));
	if (from_data)
		buf_add(b, S("const void *data"));
	else if (c->data.n > 0)
		buf_printf(b, "const %.*s *d", STR_ARG(c->data));
	else
		buf_add(b, S("const void *d"));
	if (!from_data && !c->layout && c->nslots > 0)
		buf_printf(b, ", const struct %.*s_blocks *blocks, const void *data", STR_ARG(fn));
	buf_add(b, S(")\n{\n"));
	if (from_data && c->data.n > 0)
		buf_printf(b, "\tconst %.*s *d = data;\n", STR_ARG(c->data));
	else if (from_data)
		buf_add(b, S("\tconst void *d = data;\n"));
	buf_add(b, S("\t(void)h, (void)d;\n"));
	buf_add(b, buf_str(&c->out));
	buf_add(b, S("}\n"));
	buf_clear(&c->out);
}

static void
do_end(struct comp *c, const struct dir *d)
{
	static const char *const names[] = {"if", "each", "verbatim", "block", "layout"};
	struct frame            *f = c->nframes > 0 ? &c->frames[c->nframes - 1] : NULL;
	str                      name = str_slice(d->w[0], 1, d->w[0].n);

	if (!f) {
		fail(c, "{{/%.*s}} closes nothing", STR_ARG(name));
		return;
	}
	if (!str_eq(name, str_of(names[f->kind])) || d->n > 1) {
		fail(c, "{{/%.*s}} stands where {{/%s}} is due (opened in line %d)", STR_ARG(name),
		     names[f->kind], f->line);
		return;
	}
	branch_end(c, f);
	if (f->kind == F_IF && !f->has_else) {
		/* The branch not taken ends where it began. */
		c->s = f->entry;
		branch_end(c, f);
	}
	if (c->failed)
		return;
	c->s = f->end;
	c->nframes--;
	switch (f->kind) {
	case F_IF:
		buf_add(&c->out, S("\t}\n"));
		break;
	case F_EACH:
		buf_add(&c->out, S("\t} }\n"));
		break;
	case F_VERBATIM:
		c->verbatim--;
		break;
	case F_BLOCK:
		tpl_function(c, tpl_keep(c, "%.*s__%.*s", STR_ARG(c->name), STR_ARG(f->var)),
		             "static void", true);
		c->s = f->entry;
		break;
	case F_LAYOUT:
		break;
	}
}

static void
do_slot(struct comp *c, const struct dir *d)
{
	if (d->n != 2 || !tpl_name_ok(d->w[1]) || c->layout ||
	    !(c->s.w == TEXT || (c->s.w == RCDATA && str_eq(d->w[1], S("title"))))) {
		fail(c, "a layout says {{block name}} in text; only {{block title}} may stand in <title>");
		return;
	}
	if (!tpl_known(c->slots, c->nslots, d->w[1]))
		tpl_remember(c, c->slots, &c->nslots, d->w[1]);
	tpl_space(c);
	tpl_flush(c);
	buf_printf(&c->out, "\tif (blocks->%.*s)\n\t\tblocks->%.*s(h, data);\n", STR_ARG(d->w[1]),
	           STR_ARG(d->w[1]));
	c->s.soft = false;
}

/* Cut at spaces; "quoted words" stay one. */
static void
cut(struct comp *c, str s, struct dir *d)
{
	size_t i = 0, from;

	*d = (struct dir){.n = 0};
	while (!c->failed) {
		while (i < s.n && tpl_is_space(s.p[i]))
			i++;
		if (i == s.n)
			return;
		from = i;
		if (s.p[i] == '"') {
			i++;
			while (i < s.n && s.p[i] != '"')
				i++;
			if (i == s.n) {
				fail(c, "a quote is not closed inside {{ }}");
				return;
			}
			i++;
		} else {
			while (i < s.n && !tpl_is_space(s.p[i]))
				i++;
		}
		if (d->n == MAX_WORDS)
			fail(c, "more than %d words inside {{ }}", (int)MAX_WORDS);
		else
			d->w[d->n++] = str_slice(s, from, i);
	}
}

void
tpl_directive(struct comp *c)
{
	str        rest = str_slice(c->src, c->i, c->src.n), in;
	size_t     n = str_find_str(rest, S("}}"));
	struct dir d;

	if (n == SIZE_MAX || n < 2) {
		fail(c, "{{ is never closed by }}");
		return;
	}
	in = str_slice(rest, 2, n);
	if (str_starts(in, S("!"))) {
		tpl_step(c, n + 2);
		return;
	}
	if (str_find_str(in, S("{{")) != SIZE_MAX || (in.n > 0 && in.p[0] == '{')) {
		fail(c, "{{ inside {{ }}");
		return;
	}
	cut(c, in, &d);
	if (c->failed)
		return;
	if (d.n == 0) {
		fail(c, "{{ }} is empty");
		return;
	}
	if (c->layout && c->nframes < 2 && !tpl_one_of(d.w[0], "#block /layout"))
		fail(c, "a page with a layout holds only blocks");
	if (str_eq(d.w[0], S("t")))
		do_sentence(c, &d);
	else if (str_eq(d.w[0], S("json")))
		do_json(c, &d);
	else if (str_eq(d.w[0], S("block")))
		do_slot(c, &d);
	else if (str_eq(d.w[0], S("else")))
		do_else(c, &d);
	else if (str_eq(d.w[0], S(">")))
		do_partial(c, &d);
	else if (str_eq(d.w[0], S("#if"))) {
		if (d.n != 2)
			fail(c, "write {{#if flag}} or {{#if !flag}}; the view computes anything more");
		else if (frame_push(c, F_IF))
			do_if(c, d.w[1], "");
	} else if (str_eq(d.w[0], S("#each")))
		do_each(c, &d);
	else if (str_eq(d.w[0], S("#verbatim"))) {
		if (frame_push(c, F_VERBATIM))
			c->verbatim++;
	} else if (str_eq(d.w[0], S("#layout")))
		do_layout(c, &d);
	else if (str_eq(d.w[0], S("#block")))
		do_block(c, &d);
	else if (d.w[0].p[0] == '/')
		do_end(c, &d);
	else if (d.w[0].p[0] == '#')
		fail(c, "there is no {{%.*s}}; there are if, each, verbatim, layout and block",
		     STR_ARG(d.w[0]));
	else
		do_field(c, &d);
	if (!c->failed)
		tpl_step(c, n + 2);
}
