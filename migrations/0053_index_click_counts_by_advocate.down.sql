DROP INDEX click_counts_by_advocate;
