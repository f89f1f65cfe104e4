/* What the camera wrote, by libexif: orientation, time, position; each only where it is sane. */
#include "app/photo/picture.h"

#include "base/day.h"

#include <libexif/exif-data.h>
#include <string.h>

/* More is no photo's notes; a picture with such notes is taken without them. */
enum { EXIF_MOST = 256 << 10 };

static str
text_of(ExifData *d, ExifIfd ifd, ExifTag tag)
{
	ExifEntry *e = exif_content_get_entry(d->ifd[ifd], tag);
	str        s = STR_NONE;

	if (!e || e->format != EXIF_FORMAT_ASCII || !e->data)
		return s;
	s = (str){(const char *)e->data, e->size};
	while (s.n && s.p[s.n - 1] == 0)
		s.n--;
	return s;
}

static bool
digits(str s, size_t at, size_t n, int *v)
{
	*v = 0;
	for (size_t i = at; i < at + n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		*v = *v * 10 + (s.p[i] - '0');
	}
	return true;
}

/* "2026:05:01 10:11:12", and the offset "+08:00" where newer cameras write it. */
static void
read_time(ExifData *d, struct photo_taken *t)
{
	str at = text_of(d, EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_ORIGINAL);
	str zone = text_of(d, EXIF_IFD_EXIF, EXIF_TAG_OFFSET_TIME_ORIGINAL);
	int hour, minute;
	day is;

	if (at.n != 19 || at.p[4] != ':' || at.p[7] != ':' || at.p[10] != ' ' || at.p[13] != ':' ||
	    at.p[16] != ':' || !digits(at, 0, 4, &t->year) || !digits(at, 5, 2, &t->month) ||
	    !digits(at, 8, 2, &t->day) || !digits(at, 11, 2, &t->hour) || !digits(at, 14, 2, &t->minute) ||
	    !digits(at, 17, 2, &t->second))
		return;
	t->timed = t->year >= DAY_FIRST_YEAR && t->year <= DAY_LAST_YEAR &&
	           day_from_ymd(t->year, t->month, t->day, &is) && t->hour < 24 && t->minute < 60 &&
	           t->second < 60;
	t->zone = PHOTO_ZONE_NONE;
	if (zone.n == 6 && (zone.p[0] == '+' || zone.p[0] == '-') && zone.p[3] == ':' &&
	    digits(zone, 1, 2, &hour) && digits(zone, 4, 2, &minute) && minute < 60 &&
	    hour * 60 + minute <= DAY_ZONE_MAX)
		t->zone = (zone.p[0] == '-' ? -1 : 1) * (hour * 60 + minute);
}

/* Degrees, minutes, seconds as three fractions. */
static bool
angle(ExifData *d, ExifByteOrder order, int tag, double most, double *v)
{
	ExifEntry *e = exif_content_get_entry(d->ifd[EXIF_IFD_GPS], (ExifTag)tag);
	double     part[3];

	if (!e || e->format != EXIF_FORMAT_RATIONAL || e->components != 3 || e->size < 24 || !e->data)
		return false;
	for (size_t i = 0; i < 3; i++) {
		ExifRational r = exif_get_rational(e->data + i * 8, order);

		if (r.denominator == 0)
			return false;
		part[i] = (double)r.numerator / (double)r.denominator;
	}
	*v = part[0] + part[1] / 60 + part[2] / 3600;
	return part[1] < 60 && part[2] < 60 && *v <= most;
}

/* The middle of the ocean where both are zero is what cameras write that know nothing. */
static void
read_place(ExifData *d, ExifByteOrder order, struct photo_taken *t)
{
	str    ns = text_of(d, EXIF_IFD_GPS, (ExifTag)EXIF_TAG_GPS_LATITUDE_REF);
	str    ew = text_of(d, EXIF_IFD_GPS, (ExifTag)EXIF_TAG_GPS_LONGITUDE_REF);
	double lat, lon;

	if (!angle(d, order, EXIF_TAG_GPS_LATITUDE, 90, &lat) ||
	    !angle(d, order, EXIF_TAG_GPS_LONGITUDE, 180, &lon) ||
	    (!str_eq(ns, S("N")) && !str_eq(ns, S("S"))) || (!str_eq(ew, S("E")) && !str_eq(ew, S("W"))) ||
	    (lat < 1e-6 && lon < 1e-6))
		return;
	t->lat = str_eq(ns, S("S")) ? -lat : lat;
	t->lon = str_eq(ew, S("W")) ? -lon : lon;
	t->placed = true;
}

int
exif_read(str exif, struct photo_taken *t)
{
	static const char head[6] = "Exif\0";
	unsigned char     with[EXIF_MOST + sizeof(head)];
	ExifByteOrder     order;
	ExifEntry        *e;
	ExifData         *d;
	int               turned = 1;

	*t = (struct photo_taken){0};
	if (exif.n < 8 || exif.n > EXIF_MOST || !(d = exif_data_new()))
		return 1;
	memcpy(with, head, sizeof(head));
	memcpy(with + sizeof(head), exif.p, exif.n);
	exif_data_unset_option(d, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
	exif_data_load_data(d, with, (unsigned)(sizeof(head) + exif.n));
	order = exif_data_get_byte_order(d);
	e = exif_content_get_entry(d->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
	if (e && e->format == EXIF_FORMAT_SHORT && e->size >= 2)
		turned = exif_get_short(e->data, order);
	read_time(d, t);
	read_place(d, order, t);
	exif_data_unref(d);
	return turned >= 1 && turned <= 8 ? turned : 1;
}
