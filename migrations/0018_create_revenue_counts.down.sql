-- All three can be made again from conversions, reversals and the ledger.
DROP TABLE revenue_counts, credit_counts, advocate_credit_counts;
