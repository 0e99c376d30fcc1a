-- Both can be made again from clicks.
DROP TABLE click_counts, program_click_counts;
