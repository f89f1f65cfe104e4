/* Codes of the standard before (GB/T 30428.2-2013, two and two digits) and what they became (B1.3).  Pure. */
#include "city/catalog/catalog.h"

/* Events 01 to 04 went to 06 to 09, each as far as the base list went; what is above was a city's own. */
enum { OLD_EVENTS = 4, OLD_PARTS = 5 };
static const int last_event[OLD_EVENTS] = {38, 7, 12, 10};

static int
two(str s, size_t at)
{
	char a = s.p[at], b = s.p[at + 1];

	return a < '0' || a > '9' || b < '0' || b > '9' ? -1 : (a - '0') * 10 + (b - '0');
}

bool
class_key_of_old(str old, bool event, char key[CLASS_KEY])
{
	int  big = old.n == CLASS_OLD ? two(old, 0) : -1, small = big > 0 ? two(old, 2) : -1;
	bool good = small > 0 && (event ? big <= OLD_EVENTS && small <= last_event[big - 1] : big <= OLD_PARTS);

	if (!good)
		return false;
	big += event ? 5 : 0;
	key[0] = event ? 'S' : 'B';
	key[1] = (char)('0' + big / 10);
	key[2] = (char)('0' + big % 10);
	key[3] = '0';
	key[4] = old.p[2];
	key[5] = old.p[3];
	return true;
}

bool
class_old_of_key(str key, char old[CLASS_OLD])
{
	bool event = key.p[0] == 'S';
	int  big = two(key, 1) - (event ? 5 : 0);
	char back[CLASS_KEY];

	if (big < 1 || key.p[3] != '0')
		return false;
	old[0] = '0';
	old[1] = (char)('0' + big % 10);
	old[2] = key.p[4];
	old[3] = key.p[5];
	return class_key_of_old((str){old, CLASS_OLD}, event, back) && str_eq((str){back, CLASS_KEY}, key);
}

size_t
class_keys_of_old(str text, char key[2][CLASS_KEY])
{
	bool   letter = text.n == CLASS_OLD + 1 && (text.p[0] == 'S' || text.p[0] == 'B');
	str    code = letter ? str_slice(text, 1, text.n) : text;
	size_t n = 0;

	if (!(letter && text.p[0] == 'B'))
		n += class_key_of_old(code, true, key[n]);
	if (!(letter && text.p[0] == 'S'))
		n += class_key_of_old(code, false, key[n]);
	return n;
}
