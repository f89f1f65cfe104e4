/* What the pages of schemes and standards show. */
#ifndef SHOW_LISTS_PAGE_H
#define SHOW_LISTS_PAGE_H

#include "show/frame/form.h"
#include "show/frame/frame.h"
#include "show/trail/trail.h"

struct lists_scheme {
	int64_t id, standards;
	str     code, version, name, source, from, to, weight, compare; /* compare: with the version before */
	text_id level;
	bool    sample, now;
};
struct lists_site {
	str    href, name;
	size_t n;
};
struct lists_schemes {
	struct frame         page;
	struct lists_scheme *schemes;
	struct lists_site   *sites; /* types of sites that standards of today name */
	size_t               nschemes, nsites;
	int64_t              cut; /* only so many standards were counted; 0: all of them */
	bool                 edits;
};

struct lists_standard {
	int64_t id;
	str     no, item, content, words, method, weight;
	str    *sites;
	size_t  nsites;
};
struct lists_block {
	str    name, href, weight;
	size_t n;
	bool   on;
};
struct lists_one {
	int64_t                cut; /* as lists_schemes */
	struct frame           page;
	struct lists_scheme    scheme;
	struct lists_block    *blocks;
	struct lists_standard *standards;
	size_t                 nblocks, nstandards;
	str                    part; /* the block that is shown */
};

struct lists_column {
	struct lists_scheme    scheme;
	struct lists_standard *standards;
	size_t                 nstandards, more;
};
struct lists_side {
	struct frame         page;
	str                  site, words;
	struct lists_site   *sites;
	struct lists_column *columns;
	size_t               nsites, ncolumns;
	int64_t              cut; /* as lists_schemes */
	bool                 asked;
};

struct lists_field {
	text_id label;
	str     was, is;
};
struct lists_change {
	int64_t             id; /* of the newer one, where there is one */
	str                 no, words;
	struct lists_field *fields;
	size_t              nfields;
};
struct lists_part {
	text_id              title;
	str                  id;
	struct lists_change *changes;
	size_t               nchanges;
};
struct lists_compare {
	struct frame         page;
	str                  code, name, from, to;
	struct form          form;
	struct lists_part   *parts;
	size_t               nparts, same;
};

struct lists_detail {
	struct frame          page;
	struct lists_standard s;
	struct lists_scheme   scheme;
	str                   part; /* its block */
	bool                  struck;
	struct trail_shown    past;
};

#endif
