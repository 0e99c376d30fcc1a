-- All three are made again from conversions, reversals and the ledger when they come back.
DROP TABLE revenue_counts, credit_counts, advocate_credit_counts;
