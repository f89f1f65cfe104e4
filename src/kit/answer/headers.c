/* What every answer has; the shortest ones. */
#include "kit/answer/answer.h"

#include <microhttpd.h>

bool
answer_headers(struct MHD_Response *r, bool secure)
{
	static const struct {
		const char *name, *value;
	} always[] = {
	    {"Content-Security-Policy",
	     "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
	     "connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; "
	     "frame-ancestors 'self'; form-action 'self'"},
	    {"X-Content-Type-Options", "nosniff"},
	    {"Referrer-Policy", "same-origin"},
	    {"X-Frame-Options", "SAMEORIGIN"},
	    {"Permissions-Policy", "geolocation=(self), camera=(self), microphone=(), payment=()"},
	    {"Cross-Origin-Opener-Policy", "same-origin"},
	};

	for (size_t i = 0; i < NITEMS(always); i++)
		if (!MHD_add_response_header(r, always[i].name, always[i].value))
			return false;
	return !secure || MHD_add_response_header(r, "Strict-Transport-Security", "max-age=31536000");
}

struct MHD_Response *
answer_fixed(int status, bool secure, const char *retry)
{
	static char          busy[] = "503\n", late[] = "504\n";
	struct MHD_Response *r = MHD_create_response_from_buffer(
	    4, status == 503 ? busy : late, MHD_RESPMEM_PERSISTENT);

	if (r && (!answer_headers(r, secure) || !MHD_add_response_header(r, "Retry-After", retry) ||
	          !MHD_add_response_header(r, "Cache-Control", "no-store") ||
	          !MHD_add_response_header(r, "Content-Type", "text/plain; charset=utf-8"))) {
		MHD_destroy_response(r);
		return NULL;
	}
	return r;
}
