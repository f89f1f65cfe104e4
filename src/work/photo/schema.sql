-- step 1

-- A picture of a case at a moment of its life.  Every column but id and rev is set by events (kind
-- photo), the digests too, so that the seal covers the bytes; the files lie by digest outside the store.
-- Erased: nothing but whose it was, which moment and when is left.
-- scoped
CREATE TABLE photo (
	id           ID,
	rev          I64  NOT NULL,
	case_id      I64  NOT NULL REFERENCES cases(id),
	moment       I64  NOT NULL, -- enum photo_moment
	round        I64  NOT NULL, -- how often the case had come back for rework
	original     TEXT,          -- SHA-256 of the file as it came, 64 hexadecimal digits
	large        TEXT,          -- of what is shown: upright, without the camera's notes, 1280
	small        TEXT,          -- 320
	format       TEXT,          -- of the original: jpeg png webp heic
	bytes        I64  NOT NULL, -- of the original
	width        I64  NOT NULL, -- of the original, upright
	height       I64  NOT NULL,
	hash         I64,           -- 64 bits that look alike for pictures that do; NULL: too little in it
	taken_at     TIME,          -- as the camera says; NULL: it does not
	zone_told    BOOL NOT NULL, -- the camera said which zone; else the city's is taken
	lon          F64,           -- as the camera says, WGS-84
	lat          F64,
	masked_large TEXT,          -- what may leave the house; NULL: nobody has looked at it for that
	masked_small TEXT,
	boxes        TEXT,          -- that were covered: "x,y,w,h x,y,w,h" in ten-thousandths; '': nothing needed to be
	added_by     I64  NOT NULL REFERENCES person(id),
	added_unit   I64,
	added_at     TIME NOT NULL,
	erased_at    TIME
);
CREATE INDEX photo_case ON photo (case_id, moment, id);
CREATE INDEX photo_original ON photo (original) WHERE original IS NOT NULL;
CREATE INDEX photo_large ON photo (large) WHERE large IS NOT NULL;
CREATE INDEX photo_small ON photo (small) WHERE small IS NOT NULL;
CREATE INDEX photo_masked_large ON photo (masked_large) WHERE masked_large IS NOT NULL;
CREATE INDEX photo_masked_small ON photo (masked_small) WHERE masked_small IS NOT NULL;

-- The hashes of pictures, close together: all of them are compared with a new one.  Nothing of an erased picture is here.
-- clustered
CREATE TABLE photo_hash (
	photo_id I64 NOT NULL PRIMARY KEY REFERENCES photo(id),
	hash     I64 NOT NULL
);

-- Pictures that the block-copy test finds to be copies of an earlier one, as far as they were not painted over
-- (kit/photo/copy.h): of one of the same case at another moment or in an earlier round, or of any that its hash is near to.
-- Worked out of the bytes when the later one came; goes with either.
-- scoped
-- clustered
CREATE TABLE photo_copy (
	photo_id  I64  NOT NULL REFERENCES photo(id), -- the later one
	before_id I64  NOT NULL REFERENCES photo(id),
	told      I64  NOT NULL, -- blocks that say something; 0: they are alike by their hashes alone
	equal     I64  NOT NULL, -- of these
	columns   I64  NOT NULL, -- blocks of the earlier one
	marks     TEXT NOT NULL, -- of each, row by row: = equal, x not, . says nothing
	side      F64  NOT NULL, -- of a block, in pixels of the earlier grid
	wide      I64  NOT NULL, -- the earlier grid
	high      I64  NOT NULL,
	own_wide  I64  NOT NULL, -- the later one's
	own_high  I64  NOT NULL,
	scale     F64  NOT NULL, -- where that lies on the earlier one
	at_x      F64  NOT NULL,
	at_y      F64  NOT NULL,
	PRIMARY KEY (photo_id, before_id)
);
CREATE INDEX photo_copy_before ON photo_copy (before_id);
