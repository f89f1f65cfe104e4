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

-- Where to look for pictures that look alike: of each hash its four pieces of 16 bits.  Two hashes that differ in
-- 11 bits or fewer have a piece in which they differ in at most two.  Nothing of an erased picture is here.
-- clustered
CREATE TABLE photo_piece (
	piece    I64 NOT NULL, -- which, 0 to 3, times 65536, and its bits
	photo_id I64 NOT NULL REFERENCES photo(id),
	hash     I64 NOT NULL,
	PRIMARY KEY (piece, photo_id)
);
