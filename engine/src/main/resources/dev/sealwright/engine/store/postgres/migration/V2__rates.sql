-- Token buckets that the nodes share. Tokens are counted in millionths: what comes in a microsecond
-- is then a whole number at every rate, and nothing is lost however often a bucket is asked.
-- filled: what the bucket held when it was last asked, before drawn tokens left it. at_us: when that
-- was, in microseconds since 1970 by the clock of the database.
CREATE TABLE rate_bucket (
  bucket VARCHAR(200) NOT NULL PRIMARY KEY,
  filled BIGINT       NOT NULL,
  drawn  BIGINT       NOT NULL CHECK (drawn >= 0 AND drawn <= filled / 1000000),
  at_us  BIGINT       NOT NULL
);
