/* The doors of pictures: one file within reach, and pictures sent in for a case. */
#ifndef SHOW_ALBUM_ALBUM_H
#define SHOW_ALBUM_ALBUM_H

#include "show/desk/desk.h"

enum {
	ALBUM_BODY = 62 << 20
}; /* most bytes of one form with pictures: three large ones, or six of a telephone */

/*
 * Does a request bring pictures to be decoded?  For http_route.pace of commands with a field `photo`: HTTP_HEAVY
 * for a form with files, or digests; sure once the form is parsed.  At worst one that brings none waits behind
 * those that do.
 */
enum http_pace album_pace(const struct http_request *rq);

/* The lane of a command: of what takes pictures as they are brought; another's that is slow, HTTP_SLOW. */
enum http_pace album_command_pace(const struct http_request *rq, const struct command *c);

/* Does the command take pictures: has it a field `photo`? */
bool album_takes(const struct command *c);

/*
 * Look at the files `photo` of a form and keep them, for a command that takes pictures; for others, and
 * without files, nothing.  Permission is asked first.  ERR_INPUT when one is not taken: each with its name and why;
 * the others are kept.
 */
MUSTCHECK enum err album_take(struct http_request *rq, const struct command *c);

/*
 * What the form sent, as desk_typed, and for a command that takes pictures the field `photo`: of what came
 * before (pairs `_photo`, "DIGEST NAME") and of this form's files, as far as album_take kept them; with a
 * pair `_photo` each, which form_again shows.
 */
MUSTCHECK enum err album_typed(struct http_request *rq, const struct command *c, struct input **out, size_t *n);

/*
 * GET /photos/{id}/{size}: large, small; masked, masked-small: what may leave the house; original:
 * as a file to be kept, never to be shown.  Out of reach, erased, not masked yet: 404.  Kept by the
 * reader's own browser for five minutes, by nobody on the way.
 */
MUSTCHECK enum err album_file_run(struct http_request *rq, struct http_reply *rp);

/*
 * GET /photos/{id}/mask: where somebody who closes cases covers faces and plates (photo.mask).  Its address holds
 * the boxes, so that two clicks on the photo, four numbers, or a drag by the script make one each.
 */
desk_show album_mask_show;

/*
 * What photo.hints tells of a case, ready for the partial album/alike (show/album/page.h); none for who has not
 * PERM_PHOTO_JUDGE.  A hint to look, never a verdict.
 */
struct album_alike;
MUSTCHECK enum err album_hints(struct http_request *rq, int64_t case_id, struct album_alike **out, size_t *n);

/*
 * POST /cases/{id}/photos and /api/cases/{id}/photos: a multipart form with `moment` and one file `photo` or
 * several.  Whoever may not is told before anything is decoded.  Then photo.add; a page goes back to the case,
 * the API gets the command's reply.
 */
MUSTCHECK enum err album_add_run(struct http_request *rq, struct http_reply *rp);
MUSTCHECK enum err album_add_render(struct http_request *rq, struct http_reply *rp);

#endif
