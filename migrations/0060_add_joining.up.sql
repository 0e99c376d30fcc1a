-- Whether people may become advocates of a program by themselves, on its page for joining.
ALTER TABLE programs
  ADD COLUMN joining text NOT NULL DEFAULT 'open',
  ADD CONSTRAINT programs_joining_is_open_or_closed CHECK (joining IN ('open', 'closed'));
