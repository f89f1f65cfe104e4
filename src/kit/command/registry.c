/* Who may do what, and which commands and views there are. */
#include "kit/command/command.h"

#include "base/ensure.h"
#include "base_texts.h"

enum { MOST = 512 };

static const struct command *commands[MOST];
static const struct view    *views[MOST];
static size_t                ncommands, nviews;

const struct actor actor_system = {
    .name = STR_INIT("duban"),
    .perms = {UINT64_MAX, UINT64_MAX},
    .reach = REACH_ALL,
};

bool
actor_may(const struct actor *who, perm_id perm)
{
	ensure(perm < PERM_MAX);
	switch (perm) {
	case PERM_DENY:
		return false;
	case PERM_PUBLIC:
		return true;
	case PERM_SELF:
		return who != NULL;
	case PERM_SYSTEM:
		return who != NULL && who->user == 0;
	default:
		return who != NULL && (who->perms[perm / 64] >> perm % 64 & 1);
	}
}

void
actor_grant(struct actor *who, perm_id perm)
{
	ensure(perm >= PERM_FIRST && perm < PERM_MAX);
	who->perms[perm / 64] |= UINT64_C(1) << perm % 64;
}

/* What a field's member takes in the input struct. */
static size_t
member_size(enum field_kind k)
{
	return k == FIELD_id || k == FIELD_i64 || k == FIELD_time || k == FIELD_day ? sizeof(int64_t)
	       : k == FIELD_f64                                                     ? sizeof(double)
	       : k == FIELD_bool                                                    ? sizeof(bool)
	                                                                            : sizeof(str);
}

/* The fields of one struct with the size of another would be written behind it. */
static void
check_fields(const struct field *f, size_t n, size_t in_size)
{
	ensure(n <= 64);
	for (size_t i = 0; i < n; i++) {
		ensure(f[i].off + member_size(f[i].kind) <= in_size);
		ensure(f[i].label != T_none && f[i].min <= f[i].max);
		ensure((f[i].kind == FIELD_choice) == (f[i].choices != NULL));
	}
}

void
command_register(const struct command *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		ensure(ncommands < MOST && !command_find(str_of(list[i]->name)));
		ensure(list[i]->apply && list[i]->summary != T_none && !list[i]->lock == !list[i]->lock_field);
		check_fields(list[i]->in, list[i]->nin, list[i]->in_size);
		commands[ncommands++] = list[i];
	}
}

void
view_register(const struct view *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		ensure(nviews < MOST && !view_find(str_of(list[i]->name)));
		ensure(list[i]->run && list[i]->json && list[i]->summary != T_none);
		check_fields(list[i]->in, list[i]->nin, list[i]->in_size);
		views[nviews++] = list[i];
	}
}

const struct command *
command_find(str name)
{
	for (size_t i = 0; i < ncommands; i++)
		if (str_eq(str_of(commands[i]->name), name))
			return commands[i];
	return NULL;
}

const struct view *
view_find(str name)
{
	for (size_t i = 0; i < nviews; i++)
		if (str_eq(str_of(views[i]->name), name))
			return views[i];
	return NULL;
}

size_t
command_all(const struct command *const **list)
{
	*list = commands;
	return ncommands;
}

size_t
view_all(const struct view *const **list)
{
	*list = views;
	return nviews;
}

enum err
command_allow(struct ctx *cx, perm_id perm)
{
	if (actor_may(cx->who, perm))
		return OK;
	if (!cx->who)
		return refuse(cx, ERR_LOGIN, NULL, T_err_login);
	return refuse(cx, ERR_DENIED, NULL, T_err_denied);
}
