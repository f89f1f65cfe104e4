/* The doors of pictures: one file within reach, and pictures sent in for a case. */
#ifndef SHOW_ALBUM_ALBUM_H
#define SHOW_ALBUM_ALBUM_H

#include "kit/http/http.h"

enum {
	ALBUM_BODY = 62 << 20
}; /* most bytes of one form with pictures: three large ones, or six of a telephone */

/*
 * GET /photos/{id}/{size}: large, small; masked, masked-small: what may leave the house; original:
 * as a file to be kept, never to be shown.  Out of reach, erased, not masked yet: 404.  Kept by the
 * reader's own browser for five minutes, by nobody on the way.
 */
MUSTCHECK enum err album_file_run(struct http_request *rq, struct http_reply *rp);

/*
 * POST /cases/{id}/photos and /api/cases/{id}/photos: a multipart form with `moment` and one file `photo` or
 * several.  Whoever may not is told before anything is decoded.  Then photo.add; a page goes back to the case,
 * the API gets the command's reply.
 */
MUSTCHECK enum err album_add_run(struct http_request *rq, struct http_reply *rp);
MUSTCHECK enum err album_add_render(struct http_request *rq, struct http_reply *rp);

#endif
