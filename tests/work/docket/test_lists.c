/* The work list and its search on a store: by number, place, unit, class; what sources told stands apart. */
#include "work/acts/city_case.h"

static const struct case_list_out *list;

/* How many cases a list has for somebody: field, value, …, NULL; -1: refused. */
static int64_t
listed(const char *login, ...)
{
	struct input in[8];
	const void  *out;
	size_t       n = 0;
	va_list      ap;

	va_start(ap, login);
	for (const char *k = va_arg(ap, const char *); k; k = va_arg(ap, const char *))
		in[n++] = (struct input){str_of(k), str_of(va_arg(ap, const char *))};
	va_end(ap);
	as(login);
	if (shows(st, "case.list", in, n, &out) != OK)
		return -1;
	list = out;
	return (int64_t)list->n;
}

static bool
taken_as(size_t i, enum docket_word_kind kind)
{
	return i < list->nword && list->word[i].kind == kind;
}

static bool
on_it(int64_t id)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->item[i].id == id)
			return true;
	return false;
}

static void
numbers(int64_t twelve)
{
	is_i64(listed("zbz01", "q", "2026-00012", NULL), 1, "a whole number");
	ok(taken_as(0, WORD_NUMBER) && on_it(twelve), "is the case of that number");
	is_i64(listed("zbz01", "q", "2026-12", NULL), 1, "year and short end");
	ok(on_it(twelve), "are the same case");
	is_i64(listed("zbz01", "q", "12", NULL), 1, "the short end alone");
	ok(on_it(twelve), "is the same case");
	is_i64(listed("zbz01", "q", "2026-0000", NULL), 9, "a beginning: 1 to 9");
	ok(taken_as(0, WORD_BEGIN), "is taken as one");
	is_i64(listed("zbz01", "q", "2026-0000", "n", "4", NULL), 4, "page by page");
	is_i64(listed("zbz01", "q", "2026-0000", "n", "4", "after", num(0), NULL), -1, "a page mark is two figures");
	is_i64(listed("zbz01", "q", "2025-00012", NULL), 0, "no such number last year");
	is_i64(listed("zbz01", "q", "2026-00012", "state", "closed", NULL), 0, "filters hold for numbers too");
	is_i64(listed("zbz01", "q", "2026-00012", "state", "reported", NULL), 1, "both ways");
	is_i64(listed("jdy02", "q", "2026-00012", NULL), 0, "another street's inspector finds no such number");
	is_i64(listed("jdy02", "q", "2026-0000", NULL), 0, "nor any beginning like it");
}

static void
words(int64_t far)
{
	int64_t all = listed("zbz01", "sort", "new", "n", "100", NULL);

	is_i64(listed("zbz01", "q", "东铺头", "n", "100", NULL), all - 1, "a street by its short name: all but the one elsewhere");
	ok(taken_as(0, WORD_PLACE) && !on_it(far), "is taken as the place");
	is_i64(listed("zbz01", "q", "350602002", NULL), 1, "a place by its code");
	ok(on_it(far), "is what lies there");
	is_i64(listed("jdy01", "q", "350602002", NULL), 0, "outside one's reach there is nothing");
	is_i64(listed("jdy01", "q", "芗城区", "n", "100", NULL), listed("jdy01", "sort", "new", "n", "100", NULL),
	       "the district's name, to a street: all of its own");
	is_i64(listed("zbz01", "q", "路灯不亮", "n", "100", NULL), all - 1, "a class by an everyday word");
	ok(taken_as(0, WORD_CLASS), "is taken as the class");
	is_i64(listed("zbz01", "q", "S02019", NULL), 1, "by its key");
	is_i64(listed("zbz01", "q", "s02019", NULL), 1, "in small letters");
	is_i64(listed("zbz01", "q", "02019", NULL), 1, "by its code, no case having that number");
	ok(on_it(far), "the right one");
	is_i64(listed("zbz01", "q", "市政中心", NULL), 2, "a unit: what is, or was last, its own");
	ok(taken_as(0, WORD_UNIT), "is taken as the unit");
	is_i64(listed("zbz01", "q", "市政中心", "state", "working", NULL), 1, "of one state");
	is_i64(listed("zbz01", "q", "延安南路", NULL), 2, "the beginning of an address");
	is_i64(listed("zbz01", "q", "南路6", NULL), 1, "its middle");
	is_i64(listed("zbz01", "q", "b座", NULL), 1, "capital letters or not");
	is_i64(listed("zbz01", "q", "延安 6号", NULL), 1, "two words, both found");
	is_i64(listed("zbz01", "q", "延安 安全岛异常", NULL), 0, "two words, not in one case");
	is_i64(listed("zbz01", "q", "西桥　安全岛异常", NULL), 1, "place and class, parted by a wide blank");
	ok(taken_as(0, WORD_PLACE) && taken_as(1, WORD_CLASS) && on_it(far), "each as what it is");
	is_i64(listed("zbz01", "q", "路灯异常", "q_as", "text", NULL), 0, "as text it stands in no address");
	ok(taken_as(0, WORD_TEXT), "and is taken as one");
	is_i64(listed("zbz01", "q", "延安南路", "class", "S02", NULL), 0, "filters hold for words too");
	is_i64(listed("zbz01", "q", "%", NULL), 0, "a per cent sign is just that");
	is_i64(listed("zbz01", "q", "  ", NULL), listed("zbz01", NULL), "blanks alone ask for nothing");
}

/* L20: what a source told is seen, and is nobody's work. */
static void
told(void)
{
	const struct case_counts_out *c;
	const void                   *out;
	int64_t                       work = listed("zbz01", "n", "100", NULL), open, merged;

	ok(does(NULL, "case.tell", "source", "ledger-x", "source_ref", "A-1", "place", own(place_one), "address", "某街1号",
	        "status", "处理中", "unit_name", "某局", "open", "1", "at", "2026-01-05 09:00", "due", "2026-01-06 09:00",
	        NULL) == OK, "a source tells of an open one, long overdue");
	open = said_reply.id;
	ok(does(NULL, "case.tell", "source", "ledger-x", "source_ref", "A-2", "place", own(place_one), "address", "某街1号",
	        "status", "重复", "at", "2026-01-05 10:00", "ended", "2026-01-05 11:00", "same_as", num(open), NULL) == OK,
	   "and of its duplicate");
	merged = said_reply.id;
	is_i64(listed("zbz01", "n", "100", NULL), work, "the work list is as it was");
	is_i64(listed("zbz01", "due", "overdue", "n", "100", NULL), listed("zbz01", "due", "overdue", "n", "100", NULL),
	       "so is what is overdue");
	ok(!on_it(open), "without the one that was told");
	is_i64(listed("zbz01", "state", "told", NULL), 2, "they have a list of their own");
	ok(on_it(open) && on_it(merged), "both");
	for (size_t i = 0; i < list->n; i++)
		if (list->item[i].id == open)
			ok(list->item[i].open && !list->item[i].overdue && str_eq(list->item[i].told_status, S("处理中")) &&
			       str_eq(list->item[i].told_unit, S("某局")),
			   "in the source's words, late by nobody's clock");
	is_i64(listed("zbz01", "source", "ledger-x", "sort", "new", NULL), 2, "and can be asked for by their source");
	as("zbz01");
	ok(shows(st, "case.counts", NULL, 0, &out) == OK, "counts");
	c = out;
	is_i64(listed("zbz01", "q", "A-2", NULL), 1, "by the number that the source gave it");
	ok(taken_as(0, WORD_REF) && on_it(merged), "the right one");
	is_i64(listed("zbz01", "q", "a-2", NULL), 1, "in small letters");
	is_i64(listed("zbz01", "q", "A-", NULL), 0, "not by its beginning");
	is_i64(listed("zbz01", "q", "A-2", "q_as", "text", NULL), 0, "nor as text");
	is_i64(listed("zbz01", "q", "A-2", "source", "grid", NULL), 0, "filters hold for it too");
	is_i64(listed("jdy02", "q", "A-2", NULL), 0, "another street does not find it");
	is_i64(listed("zbz01", "state", "told", NULL), 2, "the list of what was told");
	ok(list->order == CASE_BY_TOLD && list->item[0].id == open && list->item[1].id == merged,
	   "has the latest deadline or end first");
	is_i64(listed("zbz01", "state", "told", "n", "1", NULL), 1, "page by page");
	ok(list->next.p && listed("zbz01", "state", "told", "n", "1", "after", list->next.p, NULL) == 1 && on_it(merged) &&
	       !list->next.p, "to the end");
	is_i64(c->told, 2, "count them apart");
	ok(page_as("zbz01", merged)->merged_no.n == 10, "a duplicate names its original by number");
	ok(page_as("zbz01", merged)->merged_into.v == open, "the right one");
}

/* What nobody verified is shown apart from what somebody did, and can be asked for. */
static void
kinds(void)
{
	int64_t self, closed = listed("zbz01", "state", "closed", "n", "100", NULL);

	self = report("jdy01", "grid", place_one, "随手1号", "S01037");
	as("jdy01");
	ok(does("jdy01", "case.self", "id", num(self), "condition", "S01037-2", "text", "已合闸", NULL) == OK, "one is fixed on the spot: %.*s", STR_ARG(said));
	is_i64(listed("zbz01", "state", "closed", "n", "100", NULL), closed + 1, "it is closed");
	ok(list->order == CASE_BY_END && list->item[0].id == self && list->item[0].kind == CASE_KIND_SELF,
	   "the latest end first, and says how");
	for (size_t i = 1; i < list->n; i++)
		ok(list->item[i].sort <= list->item[i - 1].sort && list->item[i].kind == CASE_KIND_PROVEN, "then those before it");
	is_i64(listed("zbz01", "kind", "self", NULL), 1, "asked for alone");
	ok(on_it(self) && has(json_of(st, "case.list", list), "\"kind\":\"self\""), "and told to programs");
	is_i64(listed("zbz01", "kind", "proven", NULL), closed, "without it");
	is_i64(listed("zbz01", "kind", "forced", NULL), 0, "none by force");
	is_i64(listed("zbz01", "kind", "self", "state", "reported", NULL), 0, "none that is open");
	(void)listed("zbz01", "state", "closed,reported", NULL);
	ok(list->order == CASE_BY_BOTH, "open and ended ones together have an order of their own");
	(void)listed("zbz01", NULL);
	ok(list->order == CASE_BY_DUE, "and open ones alone theirs");
}

static int64_t
counted(const char *login)
{
	const void *out = NULL;

	as(login);
	ok(shows(st, "case.counts", NULL, 0, &out) == OK, "counts");
	return out ? ((const struct case_counts_out *)out)->state[CASE_REPORTED] : -1;
}

/* What the rail says is what the list has: at once after one's own work, within 10 s after that of others. */
static void
counts(void)
{
	int64_t reported = listed("zbz01", "state", "reported", "n", "100", NULL), mine;

	command_after(docket_forget);
	st->cx.now += 10000;
	is_i64(counted("zbz01"), reported, "as many as the list has");
	mine = counted("jdy01");
	(void)report("jdy01", "grid", place_one, "新报1号", "S01037");
	is_i64(counted("jdy01"), mine + 1, "who did it sees one more at once");
	is_i64(counted("zbz01"), reported, "another scope's are kept for a while");
	st->cx.now += 9999;
	is_i64(counted("zbz01"), reported, "for 9.999 s still");
	st->cx.now += 1;
	is_i64(counted("zbz01"), reported + 1, "but not for 10 s");
	is_i64(counted("jdy02"), 1, "another street has its own");
	command_after(NULL);
}

static void
on_a_store(struct store *s)
{
	char    address[40];
	int64_t twelve = 0, id, far;

	case_city(s);
	st->cx.now = at(11, 23, 9, 30);
	for (int i = 1; i <= 14; i++) {
		(void)snprintf(address, sizeof(address), i == 6 ? "延安南路%d号B座" : i == 7 ? "延安南路%d号" : "胜利路%d号", i);
		id = report("jdy01", "grid", place_one, address, "S01037");
		twelve = i == 12 ? id : twelve;
	}
	ok(case_to(CASE_WORKING, "瑞京路1号") && case_to(CASE_CLOSED, "瑞京路2号"), "one at work, one closed");
	far = report("jdy02", "grid", place_two, "丹霞路3号", "S02019");
	ok(twelve && far, "sixteen in one street, one in another");
	numbers(twelve);
	words(far);
	told();
	kinds();
	counts();
}

int
main(void)
{
	on_engines(case_schemas, NITEMS(case_schemas), on_a_store);
	return done();
}
