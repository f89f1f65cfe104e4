/* Letters read as Chinese characters. */
#include "kit/pinyin/pinyin.h"

#include "tap.h"

#include <string.h>

static struct pinyin_fit
find(const char *typed, const char *text)
{
	struct pinyin_word w;

	if (!pinyin_word(str_of(typed), &w))
		return (struct pinyin_fit){PINYIN_NOWHERE, false};
	return pinyin_find(&w, str_of(text));
}

static bool
is(const char *typed, const char *text, enum pinyin_where where, bool spelt)
{
	struct pinyin_fit f = find(typed, text);

	if (f.where != where || f.spelt != spelt)
		printf("# %s in %s: where %d, spelt %d\n", typed, text, (int)f.where, f.spelt);
	return f.where == where && f.spelt == spelt;
}

static void
reads(void)
{
	ok(is("jinggai", "井盖", PINYIN_WHOLE, true), "jinggai is 井盖");
	ok(is("jg", "井盖", PINYIN_WHOLE, false), "so are its initials");
	ok(is("JingGai", "井盖", PINYIN_WHOLE, true), "large letters are small ones");
	ok(is("jgai", "井盖", PINYIN_WHOLE, false) && is("jingg", "井盖", PINYIN_WHOLE, false), "both mixed");
	ok(is("jingga", "井盖", PINYIN_BEGIN, true), "a last syllable still being typed");
	ok(is("jinggai", "雨水井盖异常", PINYIN_INSIDE, true), "inside a name");
	ok(is("ysjg", "雨水井盖异常", PINYIN_BEGIN, false), "its beginning by initials");
	ok(is("ysjgyc", "雨水井盖异常", PINYIN_WHOLE, false), "the whole name by initials");
	ok(is("gaijing", "井盖", PINYIN_NOWHERE, false), "not in another order");
	ok(is("jingai", "井盖", PINYIN_NOWHERE, false), "a letter too few is not guessed");
	ok(is("jinggaix", "井盖", PINYIN_NOWHERE, false), "a letter too many is not left out");
}

static void
several(void)
{
	ok(is("changdu", "长度", PINYIN_WHOLE, true) && is("xiaozhang", "校长", PINYIN_WHOLE, true), "长: chang and zhang");
	ok(is("chongfu", "重复", PINYIN_WHOLE, true) && is("zhongliang", "重量", PINYIN_WHOLE, true), "重: chong and zhong");
	ok(is("yinhang", "银行", PINYIN_WHOLE, true) && is("renxingdao", "人行道", PINYIN_WHOLE, true), "行: hang and xing");
	ok(is("cd", "长度", PINYIN_WHOLE, false) && is("zd", "长度", PINYIN_WHOLE, false),
	   "an initial of any reading: which one is meant is not judged");
	ok(is("zhl", "重量", PINYIN_WHOLE, false) && is("zl", "重量", PINYIN_WHOLE, false), "zh is an initial, and so is its z");
	ok(is("lvhua", "绿化", PINYIN_WHOLE, true) && is("lühua", "绿化", PINYIN_WHOLE, true), "ü is typed as v or as itself");
	ok(is("xi'an", "西安", PINYIN_WHOLE, true) && is("xian", "先", PINYIN_WHOLE, true) && is("xian", "西安", PINYIN_WHOLE, true),
	   "an apostrophe parts syllables for people; both readings are found without it");
	ok(is("ledping", "LED屏", PINYIN_WHOLE, true), "letters of a name stand for themselves");
	ok(is("dengbuliang", "路灯 不亮", PINYIN_NOWHERE, false), "a sign between two words ends the first");
}

static void
words(void)
{
	struct pinyin_word w;
	char               long_one[PINYIN_LETTERS + 1];

	memset(long_one, 'a', sizeof(long_one));
	ok(!pinyin_word(S("j"), &w), "one letter says too little");
	ok(!pinyin_word(S("S06010"), &w) && !pinyin_word(S("jing1"), &w) && !pinyin_word(S("井gai"), &w), "digits and characters are no letters");
	ok(!pinyin_word(S(""), &w) && !pinyin_word(S("''"), &w), "nothing is nothing");
	ok(pinyin_word((str){long_one, PINYIN_LETTERS}, &w), "60 letters");
	ok(pinyin_find(&w, S("啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊")).where == PINYIN_WHOLE,
	   "of sixty characters end at once, however many ways there are");
	ok(!pinyin_word((str){long_one, PINYIN_LETTERS + 1}, &w), "and no more");
	ok(pinyin_word(S("jg"), &w) && pinyin_find(&w, S("")).where == PINYIN_NOWHERE, "nothing is in an empty text");
}

int
main(void)
{
	reads();
	several();
	words();
	return done();
}
