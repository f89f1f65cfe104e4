/* duban import KIND FILE: which kind. */
#include "app/import/import.h"

#include <string.h>

int
app_import(struct app *app)
{
	if (app->argc > 1 && strcmp(app->argv[1], "grids") == 0)
		return import_grids(app);
	if (app->argc > 1 && strcmp(app->argv[1], "sites") == 0)
		return import_sites(app);
	return import_cases(app);
}
