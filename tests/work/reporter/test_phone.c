/* Telephone numbers that somebody can be called by, and words without who told them. */
#include "base/str.h"
#include "tap.h"
#include "work/reporter/phone.h"

static struct arena *a;

static str
masked(const char *text, const char *name, const char *phone)
{
	return reporter_masked(a, str_of(text), str_of(name), str_of(phone));
}

int
main(void)
{
	static const char *const good[] = {"19900001001", "199 0000 1001", "+86 199-0000-1001", "0596-2345678", "(0596)2345678",
	                                   "010 12345678", "0596-2345678转801", "2345678", "12345", "400-123-4567",
	                                   "+852 2345 6789"};
	static const char *const bad[] = {"", "不知道", "12900001001", "1990000100", "199000010011", "123", "0596-23", "无",
	                                  "138****1234", "2345678转", "+86", "199000010O1", "19900001001转1", "1111111111111111111"};

	a = arena_new(1 << 16);
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		ok(phone_good(str_of(good[i])), "%s is a number", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ok(!phone_good(str_of(bad[i])), "'%s' is none", bad[i]);
	is_str(masked("林某某来电19900001001，林某某说灯不亮", "林某某", "19900001001"), S("林*来电199****1001，林*说灯不亮"),
	       "name and number go from the words");
	is_str(masked("打 199-0000 1001 找她", "", "+86 199 0000 1001"), S("打 199****1001 找她"), "however the number is parted");
	is_str(masked("路灯不亮", "林某某", "19900001001"), S("路灯不亮"), "words that say neither stay");
	is_str(masked("林木倒伏", "林", ""), S("林木倒伏"), "a surname alone is a word like others");
	is_str(masked("199000010", "", "19900001001"), S("199000010"), "half a number is none");
	arena_free(a);
	return done();
}
