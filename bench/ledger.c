/* Measures a ledger of problems as a workbook, row by row. */
/* bench_ledger FOLDER ROWS */
#include "base/arena.h"
#include "base/clock.h"
#include "base/ensure.h"
#include "kit/xlsx/xlsx.h"
#include "texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum { COLUMNS = 13, MEMORY = 32 << 20 };

int
main(int argc, char **argv)
{
	static const char *const heads[COLUMNS] = {"案号", "状态", "问题类别", "代码", "所在地", "具体位置", "责任单位",
	                                           "上报时间", "期限", "超期", "结束时间", "返工", "反弹"};
	struct xlsx_column  column[COLUMNS];
	struct ctx          cx = {.arena = arena_new(MEMORY)};
	struct xlsx_writer *w;
	struct rusage       used;
	long                rows = argc > 2 ? atol(argv[2]) : 0;
	int64_t             began;
	uint64_t            size;
	int                 fd;

	ensure(argc > 2 && rows > 0 && cx.arena);
	text_use(texts, T_MAX);
	for (int i = 0; i < COLUMNS; i++)
		column[i] = (struct xlsx_column){str_of(heads[i]), i > 10 ? XLSX_AS_NUMBER : XLSX_AS_TEXT, 18, false};
	began = clock_mono_us();
	ensure(xlsx_begin(&cx, argv[1], S("台账 签封1283977"), column, COLUMNS, &w) == OK);
	for (long i = 0; i < rows; i++) {
		char no[24], spot[64];
		str  cell[COLUMNS] = {{no, (size_t)snprintf(no, sizeof(no), "2026-%05ld", i)},
		                      S("处置中"),
		                      S("占道经营"),
		                      S("01037"),
		                      S("芗城区东铺头街道岳口社区居委会"),
		                      {spot, (size_t)snprintf(spot, sizeof(spot), "新华西路 %ld 号门前", i % 997)},
		                      S("芗城区城市管理和综合执法局"),
		                      S("2026-11-20 08:30"),
		                      S("2026-11-22 17:30"),
		                      i % 7 ? STR_NONE : S("超期"),
		                      STR_NONE,
		                      S("0"),
		                      S("1")};

		ensure(xlsx_add(&cx, w, cell) == OK);
	}
	ensure(xlsx_end(&cx, w, &fd, &size) == OK && getrusage(RUSAGE_SELF, &used) == 0);
	(void)close(fd);
	(void)printf("ledger of %ld rows: %.0f ms (at most 4000 at 100000), %llu bytes, %ld MB of memory\n", rows,
	             (double)(clock_mono_us() - began) / 1000, (unsigned long long)size, used.ru_maxrss / 1024);
	return 0;
}
