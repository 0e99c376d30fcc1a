ALTER TABLE inbox ADD CONSTRAINT inbox_program_fkey FOREIGN KEY (program_id) REFERENCES programs;
