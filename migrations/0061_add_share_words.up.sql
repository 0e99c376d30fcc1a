-- The words that a program's advocates find ready to share, and what heads an e-mail with them; without them the usual.
ALTER TABLE programs
  ADD COLUMN share_text text,
  ADD COLUMN share_subject text,
  ADD CONSTRAINT programs_share_text_is_short CHECK (char_length(share_text) BETWEEN 1 AND 500),
  ADD CONSTRAINT programs_share_subject_is_short CHECK (char_length(share_subject) BETWEEN 1 AND 150);
