-- Worked out anew from the graph.
ALTER TABLE advocate_reach DROP COLUMN ask_place, DROP COLUMN ask_adds, DROP COLUMN ask_together;
