-- What one advocate's links did, without a look at everybody's.
CREATE INDEX click_counts_by_advocate ON click_counts (program_id, advocate_id, slice);
