/* The list of papers that can be made. */
#include "base/ensure.h"
#include "work/writ/inside.h"

enum { MOST = 64 };
static const struct writ_form *forms[MOST];
static size_t                  nforms;

void
writ_register(const struct writ_form *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		ensure(nforms < MOST && !writ_form_of(str_of(list[i].name)));
		forms[nforms++] = &list[i];
	}
}

const struct writ_form *
writ_form_at(size_t i)
{
	return i < nforms ? forms[i] : NULL;
}

const struct writ_form *
writ_form_of(str name)
{
	for (size_t i = 0; i < nforms; i++)
		if (str_eq(name, str_of(forms[i]->name)))
			return forms[i];
	return NULL;
}
