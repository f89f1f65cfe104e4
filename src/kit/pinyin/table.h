/* How characters are read: the table that tools/pinyin.mjs makes. */
#ifndef KIT_PINYIN_TABLE_H
#define KIT_PINYIN_TABLE_H

#include <stdint.h>

enum { PINYIN_FIRST = 0x4e00, PINYIN_LAST = 0x9fff, PINYIN_SYLLABLE = 7, PINYIN_MANY = 0x8000 };

/* Syllables without tones, ended by NUL; ü is v. */
extern const char pinyin_syllable[][PINYIN_SYLLABLE];

/* 0: no reading; below PINYIN_MANY: syllable + 1; else where in pinyin_many their number and they stand. */
extern const uint16_t pinyin_of[PINYIN_LAST - PINYIN_FIRST + 1];
extern const uint16_t pinyin_many[];

#endif
