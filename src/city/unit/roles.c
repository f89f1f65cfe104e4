/* The matrix of roles and permissions. */
#include "city/unit/roles.h"

#include "base/ensure.h"
#include "city_unit_texts.h"

/*
 * One line a permission, one letter a role that has it:
 *   I inspector 监督员   C clerk 受理员      Z chief 值班长   D dispatcher 派遣员
 *   H handler 处置       V verifier 核查     S supervisor 督查   L leader 领导
 *   Y sysadmin 系统      E secadmin 安全     A auditor 审计
 * The three administrators touch no case (等保: 三员分设), and nobody who handles
 * may verify or close (A31).  Filing and closing are 值班长's, sending out is 派遣员's
 * (B1.5: 监督中心 and 指挥中心 are two axes); a small centre gives one person both posts.
 */
static const char letters[ROLE_MAX] = "ICZDHVSLYEA";

static const struct {
	perm_id     perm;
	const char *roles;
} matrix[] = {
    {PERM_CASE_SEE, "ICZDHVSL"},
    {PERM_CASE_REPORT, "ICZDSLV"},
    {PERM_CASE_ACCEPT, "CZ"},
    {PERM_CASE_CHECK, "IVS"},
    {PERM_CASE_FILE, "Z"},
    {PERM_CASE_DISPATCH, "D"},
    {PERM_CASE_HANDLE, "H"},
    {PERM_CASE_PLEAD, "HDZ"},
    {PERM_CASE_VERIFY, "VIS"},
    {PERM_CASE_CLOSE, "Z"},
    {PERM_CASE_ASK, "CZD"},
    {PERM_CASE_DECIDE, "ZL"},
    {PERM_CASE_NOTE, "ICZDHVSL"},
    {PERM_CASE_MERGE, "CZD"},
    {PERM_REPORTER_SEE, "CZ"},
    {PERM_REPORTER_ERASE, "E"},
    {PERM_CASE_IMPORT, "Z"},
    {PERM_SEAL_SEE, "ZSLA"},
    {PERM_CITY_SEE, "ICZDHVSLYEA"},
    {PERM_CITY_EDIT, "Y"},
    {PERM_USER_EDIT, "E"},
    {PERM_AUDIT_SEE, "A"},
    {PERM_CASE_GUIDE, "DZ"},
    {PERM_BULLETIN_SEE, "CZDSL"},
    {PERM_BULLETIN_ISSUE, "Z"},
    {PERM_PHOTO_JUDGE, "ZVIS"},
    {PERM_TABLE_EDIT, "YEZ"},
    {PERM_PAPER_ISSUE, "ZDS"},
    {PERM_MESSAGE_SEE, "ZDHLY"},
    {PERM_MESSAGE_SEND, "ZY"},
    {PERM_TASK_SEE, "ICZDHVSL"},
    {PERM_TASK_EDIT, "Z"},
    {PERM_TASK_DO, "H"},
    {PERM_TASK_ACCEPT, "ZVS"},
    {PERM_MEETING_SEE, "CZDHVSL"},
    {PERM_MEETING_EDIT, "Z"},
    {PERM_TEMPLATE_EDIT, "Z"},
};

static const struct {
	const char *name;
	text_id     label;
} roles[ROLE_MAX] = {
    [ROLE_INSPECTOR] = {"inspector", T_role_inspector},
    [ROLE_CLERK] = {"clerk", T_role_clerk},
    [ROLE_CHIEF] = {"chief", T_role_chief},
    [ROLE_DISPATCHER] = {"dispatcher", T_role_dispatcher},
    [ROLE_HANDLER] = {"handler", T_role_handler},
    [ROLE_VERIFIER] = {"verifier", T_role_verifier},
    [ROLE_SUPERVISOR] = {"supervisor", T_role_supervisor},
    [ROLE_LEADER] = {"leader", T_role_leader},
    [ROLE_SYSADMIN] = {"sysadmin", T_role_sysadmin},
    [ROLE_SECADMIN] = {"secadmin", T_role_secadmin},
    [ROLE_AUDITOR] = {"auditor", T_role_auditor},
};

const char *
role_name(enum role r)
{
	ensure(r < ROLE_MAX);
	return roles[r].name;
}

enum role
role_of(str name)
{
	for (enum role r = 0; r < ROLE_MAX; r++)
		if (str_eq(str_of(roles[r].name), name))
			return r;
	return ROLE_MAX;
}

text_id
role_label(enum role r)
{
	ensure(r < ROLE_MAX);
	return roles[r].label;
}

void
role_grant(enum role r, struct actor *who)
{
	ensure(r < ROLE_MAX);
	for (size_t i = 0; i < NITEMS(matrix); i++)
		if (str_find(str_of(matrix[i].roles), letters[r]) != SIZE_MAX)
			actor_grant(who, matrix[i].perm);
}

str
perm_name(perm_id perm)
{
	static const char *const names[PERM_CITY_MAX] = {
		[PERM_PUBLIC] = "public",
		[PERM_SELF] = "self",
		[PERM_SYSTEM] = "system",
		[PERM_CASE_SEE] = "case.see",
		[PERM_CASE_REPORT] = "case.report",
		[PERM_CASE_ACCEPT] = "case.accept",
		[PERM_CASE_CHECK] = "case.check",
		[PERM_CASE_FILE] = "case.file",
		[PERM_CASE_DISPATCH] = "case.dispatch",
		[PERM_CASE_HANDLE] = "case.handle",
		[PERM_CASE_PLEAD] = "case.plead",
		[PERM_CASE_VERIFY] = "case.verify",
		[PERM_CASE_CLOSE] = "case.close",
		[PERM_CASE_ASK] = "case.ask",
		[PERM_CASE_DECIDE] = "case.decide",
		[PERM_CASE_NOTE] = "case.note",
		[PERM_CASE_MERGE] = "case.merge",
		[PERM_REPORTER_SEE] = "reporter.see",
		[PERM_REPORTER_ERASE] = "reporter.erase",
		[PERM_CASE_IMPORT] = "case.import",
		[PERM_SEAL_SEE] = "seal.see",
		[PERM_CITY_SEE] = "city.see",
		[PERM_CITY_EDIT] = "city.edit",
		[PERM_USER_EDIT] = "user.edit",
		[PERM_AUDIT_SEE] = "audit.see",
		[PERM_CASE_GUIDE] = "case.guide",
		[PERM_BULLETIN_SEE] = "bulletin.see",
		[PERM_BULLETIN_ISSUE] = "bulletin.issue",
		[PERM_PHOTO_JUDGE] = "photo.judge",
		[PERM_TABLE_EDIT] = "table.edit",
		[PERM_PAPER_ISSUE] = "paper.issue",
		[PERM_MESSAGE_SEE] = "message.see",
		[PERM_MESSAGE_SEND] = "message.send",
		[PERM_TASK_SEE] = "task.see",
		[PERM_TASK_EDIT] = "task.edit",
		[PERM_TASK_DO] = "task.do",
		[PERM_TASK_ACCEPT] = "task.accept",
		[PERM_MEETING_SEE] = "meeting.see",
		[PERM_MEETING_EDIT] = "meeting.edit",
		[PERM_TEMPLATE_EDIT] = "template.edit",
	};

	ensure(perm < PERM_CITY_MAX && names[perm]);
	return str_of(names[perm]);
}
