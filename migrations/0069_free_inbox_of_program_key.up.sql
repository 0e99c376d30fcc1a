-- A delivery's program is that of its source. A key that says so once more shares the program's row, and so one program
-- that begins a recount, and holds its row for as long as everything is marked, kept the one writer of the inbox from
-- storing anybody's deliveries.
ALTER TABLE inbox DROP CONSTRAINT inbox_program_fkey;
