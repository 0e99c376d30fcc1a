-- What one advocate was credited, and whom several reach, without a look at everybody's.
CREATE INDEX advocate_credit_counts_by_advocate ON advocate_credit_counts (program_id, run, advocate_id, slice);
CREATE INDEX advocate_reach_by_overlap ON advocate_reach (program_id, overlap_with, overlap DESC, advocate_id)
WHERE overlap > 0;
-- Those who come first on the page of the graph.
CREATE INDEX advocate_reach_by_exclusive ON advocate_reach (program_id, exclusive DESC, advocate_id)
WHERE exclusive > 0;
CREATE INDEX advocate_reach_by_ask ON advocate_reach (program_id, ask_place) WHERE ask_place IS NOT NULL;
