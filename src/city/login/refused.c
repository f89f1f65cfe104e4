/* Refused log-ins as the auditor reads them: who, from where, when, why; never more rows than the disk bears. */
#include "city/login/inside.h"
#include "city_login_texts.h"

/*
 * REFUSED_HOUR_ROWS x 24 x KEEP_REFUSED_DAYS (session.c): a million rows of a hundred bytes are the most that
 * half a year of attack by any number of addresses can leave.
 */
enum { HOUR_MS = 60 * 60 * 1000, KNOCK_MS = 60 * 1000 };

static const struct {
	str     name;
	text_id text;
} whys[] = {
    [REFUSED_PASSWORD] = {{"password", 8}, T_login_refused_password},
    [REFUSED_UNKNOWN] = {{"unknown", 7}, T_login_refused_unknown},
    [REFUSED_DISABLED] = {{"disabled", 8}, T_login_refused_disabled},
    [REFUSED_WAIT] = {{"wait", 4}, T_login_refused_wait},
    [REFUSED_NO_POST] = {{"no_post", 7}, T_login_refused_no_post},
    [REFUSED_OLD] = {{"old_password", 12}, T_login_refused_old},
    [REFUSED_CODE] = {{"code", 4}, T_login_refused_code},
    [REFUSED_LINK] = {{"link", 4}, T_login_refused_link},
    [REFUSED_REST] = {{"rest", 4}, T_login_refused_rest},
};

text_id
login_refused_text(str why)
{
	for (size_t i = 0; i < NITEMS(whys); i++)
		if (str_eq(whys[i].name, why))
			return whys[i].text;
	return T_none;
}

enum err
login_refused(struct ctx *cx, str account, str address, enum refused_why why)
{
	int64_t                   hour = cx->now - cx->now % HOUR_MS, n;
	struct q_refused_get_row  known;
	struct q_refused_rows_row all;
	enum err                  e;

	for (;;) {
		e = q_refused_get(cx,
		                  &(struct q_refused_get_in){.hour = hour, .account = account, .address = address,
		                                             .why = whys[why].name},
		                  &known);
		if (e == OK && (why == REFUSED_WAIT || why == REFUSED_REST) && cx->now - known.last_at < KNOCK_MS)
			return OK;
		if (e != ERR_NONE || why == REFUSED_REST)
			break;
		e = q_refused_rows(cx, &(struct q_refused_rows_in){.hour = hour, .most = REFUSED_HOUR_ROWS}, &all);
		if (e != OK || all.n < REFUSED_HOUR_ROWS)
			break;
		account = address = S("");
		why = REFUSED_REST;
	}
	if (e != OK && e != ERR_NONE)
		return e;
	return q_refused_add(cx,
	                     &(struct q_refused_add_in){.hour = hour, .account = account, .address = address,
	                                                .why = whys[why].name, .at = cx->now},
	                     &n);
}
