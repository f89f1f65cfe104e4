/* Permissions and roles of a command centre (B1.5). */
#ifndef CITY_UNIT_ROLES_H
#define CITY_UNIT_ROLES_H

#include "kit/command/command.h"

/* One permission a command or view, or a small family of them. */
enum {
	PERM_CASE_SEE = PERM_FIRST, /* lists and pages within one's scope */
	PERM_CASE_REPORT,           /* enter a problem */
	PERM_CASE_ACCEPT,           /* 受理, 核实 assigned, 不予立案 proposed */
	PERM_CASE_CHECK,            /* 核实 on the spot before filing */
	PERM_CASE_FILE,             /* 立案, 不予立案 */
	PERM_CASE_DISPATCH,         /* 派遣, 改派: the command centre's, apart from who files and closes */
	PERM_CASE_HANDLE,           /* 签收, 反馈, 退回, ask for 延期 */
	PERM_CASE_PLEAD,            /* ask for 挂账, appeal against 超期 */
	PERM_CASE_VERIFY,           /* 核查 */
	PERM_CASE_CLOSE,            /* 结案, reopen */
	PERM_CASE_ASK,              /* ask for 作废 and forced closing */
	PERM_CASE_DECIDE,           /* decide what others asked for */
	PERM_CASE_NOTE,             /* 说明 */
	PERM_CASE_MERGE,            /* 并案 */
	PERM_REPORTER_SEE,          /* open a masked reporter, with a reason, logged */
	PERM_REPORTER_ERASE,
	PERM_CASE_IMPORT,
	PERM_SEAL_SEE,
	PERM_CITY_SEE,              /* places, units, classes, duty as lists */
	PERM_CITY_EDIT,             /* system administrator: places, units, posts, duty, classes, calendar */
	PERM_USER_EDIT,             /* security administrator: log-ins, posts held */
	PERM_AUDIT_SEE,             /* audit administrator: who did and saw what */
	PERM_CASE_GUIDE,            /* send somebody to verify, resume, reclassify */
	PERM_BULLETIN_SEE,          /* the daily bulletin of a place */
	PERM_BULLETIN_ISSUE,        /* make it an edition, which asks units to put right what it lists */
	PERM_PHOTO_JUDGE,           /* what is alike, what the camera says, originals: who verifies or closes */
	PERM_TABLE_EDIT,            /* send whole tables; each kind asks for its own permission besides */
	PERM_PAPER_ISSUE,           /* write a unit about a case: what is kept as it was issued */
	PERM_MESSAGE_SEE,           /* messages that left the house and their channels */
	PERM_MESSAGE_SEND,          /* send a test, send again, drop */
	PERM_TASK_SEE,              /* tasks, gaps, the plan, within one's scope */
	PERM_TASK_EDIT,             /* issue, change, make void; tie cases to standards and tasks */
	PERM_TASK_DO,               /* report on one's own unit's */
	PERM_TASK_ACCEPT,           /* accept, return: never the unit that did it (A31) */
	PERM_MEETING_SEE,           /* meetings of one's place, and those one's unit is asked to */
	PERM_MEETING_EDIT,          /* call, note what is promised and decided, close, write the minutes */
	PERM_TEMPLATE_EDIT,         /* the office's own templates of papers: add, try, take into use, end */
	PERM_CITY_MAX
};

enum role {
	ROLE_INSPECTOR,  /* 监督员 */
	ROLE_CLERK,      /* 受理员 */
	ROLE_CHIEF,      /* 值班长 */
	ROLE_DISPATCHER, /* 派遣员 */
	ROLE_HANDLER,    /* 处置 */
	ROLE_VERIFIER,   /* 核查 */
	ROLE_SUPERVISOR, /* 督查 */
	ROLE_LEADER,     /* 领导 */
	ROLE_SYSADMIN,   /* 系统管理员 */
	ROLE_SECADMIN,   /* 安全管理员 */
	ROLE_AUDITOR,    /* 审计管理员 */
	ROLE_MAX
};

/* "inspector", …: as stored in post.role; ROLE_MAX for an unknown name. */
const char *role_name(enum role r);
enum role   role_of(str name);
text_id     role_label(enum role r);

/* "case.see", …, also public, self, system: as the API's description calls a permission. */
str perm_name(perm_id perm);

/* Add the role's permissions to the actor; the three administrators stay apart. */
void role_grant(enum role r, struct actor *who);

#endif
