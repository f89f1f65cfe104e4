/* Telephone numbers that somebody can be called by. */
#include "base/str.h"
#include "tap.h"
#include "work/reporter/phone.h"

int
main(void)
{
	static const char *const good[] = {"19900001001", "199 0000 1001", "+86 199-0000-1001", "0596-2345678", "(0596)2345678",
	                                   "010 12345678", "0596-2345678转801", "2345678", "12345", "400-123-4567",
	                                   "+852 2345 6789"};
	static const char *const bad[] = {"", "不知道", "12900001001", "1990000100", "199000010011", "123", "0596-23", "无",
	                                  "138****1234", "2345678转", "+86", "199000010O1", "19900001001转1", "1111111111111111111"};

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		ok(phone_good(str_of(good[i])), "%s is a number", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ok(!phone_good(str_of(bad[i])), "'%s' is none", bad[i]);
	return done();
}
