-- Both are made again from clicks when they come back.
DROP TABLE click_counts, program_click_counts;
