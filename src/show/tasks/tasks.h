/* Tasks as pages: the list on every axis, one with its history and acts, the gaps, and their part of a case's page. */
#ifndef SHOW_TASKS_TASKS_H
#define SHOW_TASKS_TASKS_H

#include "show/desk/desk.h"
#include "show/trail/trail.h"

/* GET /tasks (the filter of task.list), /tasks/new, /tasks/{id}, /tasks/gaps, /plan (?campaign=). */
desk_show tasks_list_show, tasks_new_show, tasks_one_show, tasks_gaps_show, tasks_plan_show;

/* GET /findings (the filter of finding.list), /findings/{id}. */
desk_show tasks_findings_show, tasks_finding_show;

/* The part of a case's page that tells its standards and tasks, for dossier_also_shows. */
MUSTCHECK enum err tasks_panel(struct http_request *rq, int64_t case_id, str case_no, html *out);

/* What is said of events of tasks. */
extern const struct trail_words tasks_words;

/* The form of a command, with its words. */
MUSTCHECK enum err tasks_form(struct ctx *cx, const char *command, str page, const char *icon, text_id button,
                              struct form *f);

/*
 * The posts of handlers that somebody holds, by their units, to be chosen as `post_code`; when they are too many, it is
 * typed.
 */
MUSTCHECK enum err tasks_pick_posts(struct http_request *rq, struct form *f);

#endif
