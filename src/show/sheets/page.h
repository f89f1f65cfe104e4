/* What the pages of tables show, ready for their templates. */
#ifndef SHOW_SHEETS_PAGE_H
#define SHOW_SHEETS_PAGE_H

#include "show/frame/frame.h"

struct sheets_one {
	text_id title, what;
	str     href, xlsx, csv, empty;
	bool    edit;
};
struct sheets_list {
	struct frame       page;
	struct sheets_one *kinds;
	size_t             nkinds;
};

struct sheets_column {
	str     name;
	bool    need, key;
	text_id hint; /* T_none: nothing to say */
	str     words; /* that may stand in it */
};
/* A piece in which a table can be had. */
struct sheets_part {
	str     by, name, href;
	int64_t n;
	bool    large; /* itself more than can be let in at once */
};
struct sheets_kind {
	struct frame          page;
	struct sheets_one     kind;
	struct sheets_column *columns;
	size_t                ncolumns;
	str                   typed; /* of a refused attempt */
	str                   in_parts; /* the address that shows the pieces */
	bool                  parted;
	struct sheets_part   *parts;
	size_t                nparts;
	int64_t               have;
	bool                  more;
	int64_t               rows, megabytes;
};

struct sheets_change {
	str column, was, is;
};
struct sheets_row {
	int64_t               line;
	str                   key, says; /* says: a new row's cells in words */
	struct sheets_change *changes;
	size_t                nchanges;
};
struct sheets_draft {
	struct frame       page;
	text_id            title;
	str                id, name, seen, back, here, reason; /* reason: of a refused attempt */
	int64_t            made_at, fresh, changed, same, others, stale, total, why; /* why: how many need a reason */
	str               *notes, *faults;
	size_t             nnotes, nfaults;
	struct sheets_row *added, *altered, *moved; /* moved: changed in the store, too */
	size_t             nadded, naltered, nmoved;
	bool               must_why; /* without those that were changed since, too */
	bool               ready, more_added, more_altered, more_moved, more_faults;
};

#endif
